// The entry form: keyboard first, saved cell by cell and duty by duty, nothing typed is ever lost.
"use strict";
(() => {
  const { form, field, read, given, write, version, key, codes, row: rowOf, codeOf, isCell, isDuty, csrf } = entry.fields;
  const { sent, say, markTyping, paintAll, skipHistory } = entry.painting;
  const { remember, all: remembered } = entry.keeping;
  const kept = document.getElementById("kept-cells");
  const LOOK_MS = 20000;
  const PAUSE_MS = 5000; // after which a text is saved though its writer is still in it
  const onTheWay = new Map(); // code -> what has been handed over and not been answered
  let queue = Promise.resolve();
  let retry = 0;
  let pause = 0;

  // What colleagues have saved meanwhile. Most often the answer is 304 and nothing happens.
  const look = async () => {
    const answer = await entry.asking.ask(form.dataset.cells, { headers: { "If-None-Match": `"${form.dataset.version}"` } });
    if (answer.status !== 200) return;
    const result = answer.body;
    if (result.closed) { say(result.closed, false); clearInterval(looking); return; }
    // Only of what can be changed here: rows of other reports have no version.
    const theirs = result.rows.filter((update) => version(update.code) && version(update.code) !== String(update.version));
    paintAll(result, new Set());
    if (theirs.length) say(`Đồng nghiệp vừa ghi ${theirs.length} ô, đã đưa vào biểu.`, true);
  };
  const lookAround = () => { if (!document.hidden) queue = queue.then(look).catch(() => {}); };

  const post = async (which, extra) => {
    const body = new FormData();
    for (const code of which) for (const part of ["v", "k", "n", "s"]) if (field(code, part)) body.append(`${part}-${code}`, field(code, part).value);
    for (const [name, value] of Object.entries({ by: form.dataset.person, ...extra })) body.append(name, value);
    // What goes now: whatever is typed while it is on its way is sent by the next save.
    const taken = new Map(which.map((code) => [code, key(read(code))]));
    const answer = await entry.asking.ask(form.dataset.cells, { method: "POST", body, headers: { "X-CSRFToken": csrf() } });
    if (!answer.ok) { say(answer.body.error, false); return; }
    entry.signing?.close(); // she is in again, in another tab perhaps
    for (const [code, value] of taken) {
      sent.set(code, value);
      onTheWay.delete(code);
      if (key(read(code)) === value) remember(code, null);
    }
    paintAll(answer.body, new Set(which));
    entry.keys.showVerbs(codeOf(document.activeElement));
    if (answer.body.saved) say(answer.body.saved, true);
  };

  const WAITING = {
    offline: () => "Chưa lưu được, đang giữ trên máy này. Sẽ thử lại.",
    busy: (seconds) => `Máy chủ đang bận, đang giữ trên máy này. Thử lại sau ${seconds} giây.`,
    "signed-out": () => "Phiên đăng nhập đã hết, đang giữ trên máy này.",
    strange: () => "Chưa lưu được, đang giữ trên máy này. Sẽ thử lại.",
  };
  const wait = (error) => {
    onTheWay.clear();
    const reason = error.reason ?? "strange";
    say(WAITING[reason](error.seconds), false);
    if (reason === "signed-out") entry.signing?.open();
    clearTimeout(retry);
    retry = setTimeout(saveRemembered, (error.seconds ?? 5) * 1000);
  };
  const save = (which, extra) => {
    which.forEach((code) => onTheWay.set(code, key(read(code))));
    queue = queue.then(() => post(which, extra)).catch(wait);
    return queue;
  };
  const saveRemembered = () => {
    // As long as nobody has said whether earlier typing goes back into the form, its fields hold something else.
    if (!kept.hidden) return queue;
    const which = Object.keys(remembered()).filter((code) => field(code, "v"));
    return which.length ? save(which) : queue;
  };

  const changed = (code) => ![sent.get(code), onTheWay.get(code)].includes(key(read(code)));
  const leave = (code) => { if (changed(code)) { remember(code, read(code)); save([code]); } };
  const touched = (code) => { remember(code, read(code)); markTyping(code); };
  entry.saving = { save, saveRemembered, leave, touched, settled: () => queue, restore: () => restore(true), asks: () => !kept.hidden };

  form.addEventListener("input", (event) => {
    const code = codeOf(event.target);
    if (!code || !field(code, "v") || event.target.type === "radio") return;
    if (isCell(code) && event.target === field(code, "v") && event.target.value.trim() && ["not_applicable", "missing"].includes(field(code, "k").value)) write(code, "k", "final");
    touched(code);
    clearTimeout(pause);
    if (isDuty(code)) pause = setTimeout(() => leave(code), PAUSE_MS);
  });
  form.addEventListener("change", (event) => {
    const code = codeOf(event.target);
    if (code && event.target.type === "radio") { touched(code); save([code]); }
  });
  form.addEventListener("focusout", (event) => {
    const code = codeOf(event.target);
    if (code && field(code, "v") && codeOf(event.relatedTarget) !== code) leave(code);
  });
  // A pasted block that the official takes: each cell with the version that the preview saw.
  form.addEventListener("take", (event) => {
    for (const cell of event.detail) {
      for (const part of ["v", "k", "n", "s"]) write(cell.code, part, cell[part]);
      touched(cell.code);
    }
    save(event.detail.map((cell) => cell.code), { via: "paste" });
  });
  form.addEventListener("click", (event) => {
    const { keep, code } = event.target.dataset;
    if (!keep) return;
    if (keep === "mine") { remember(code, read(code)); save([code]); return; }
    remember(code, null);
    location.reload();
  });
  const restore = (wanted) => {
    for (const [code, values] of Object.entries(remembered())) {
      if (!field(code, "v") || !wanted) { remember(code, null); continue; }
      for (const part of ["v", "k", "n"]) write(code, part, values[part] ?? "");
      markTyping(code);
    }
    kept.hidden = true;
    if (wanted) saveRemembered();
  };
  kept.addEventListener("click", (event) => {
    const answer = event.target.dataset.restore;
    if (answer) restore(answer === "yes");
  });
  window.addEventListener("online", saveRemembered);
  document.addEventListener("signed-in", saveRemembered);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { saveRemembered(); lookAround(); } });
  const looking = form.dataset.version ? setInterval(lookAround, LOOK_MS) : 0;

  skipHistory(form);
  for (const code of codes()) sent.set(code, key(given(code)));
  const waiting = Object.entries(remembered()).filter(([code, values]) => field(code, "v") && key({ v: "", k: "", n: "", ...values }) !== sent.get(code));
  for (const code of Object.keys(remembered())) if (!waiting.some(([one]) => one === code)) remember(code, null);
  if (waiting.length) {
    const [cells, duties] = [waiting.filter(([code]) => !isDuty(code)).length, waiting.filter(([code]) => isDuty(code)).length];
    const parts = [cells && `${cells} ô`, duties && `${duties} nhiệm vụ`].filter(Boolean).join(" và ");
    kept.querySelector("p").textContent = `Có ${parts} đã gõ trên máy này mà chưa lưu được lần trước.`;
    kept.hidden = false;
  }
  // What was typed before this file had come. The form is autocomplete="off": no browser puts old typing back.
  for (const code of codes()) {
    if (!changed(code)) continue;
    markTyping(code);
    if (codeOf(document.activeElement) === code) remember(code, read(code)); else leave(code);
  }
  entry.keys.showVerbs(codeOf(document.activeElement));
})();
