// The entry form: keyboard first, saved cell by cell, nothing typed is ever lost.
"use strict";
(() => {
  const form = document.getElementById("entry-form");
  const status = document.getElementById("save-status");
  const kept = document.getElementById("kept-cells");
  const storeKey = `vocplan:${form.dataset.key}`;
  const RETRY_MS = 5000;
  const LOOK_MS = 20000;
  const sent = new Map(); // code -> what the server last took
  const onTheWay = new Map(); // code -> what has been handed over and not been answered
  const unsaved = new Set(); // codes whose row shows what was typed and refused
  let version = form.dataset.version; // of the form as this page shows it
  let queue = Promise.resolve();
  let retry = 0;

  const rows = () => [...form.querySelectorAll("tr.cell")].filter((row) => field(row.dataset.code, "v"));
  const field = (code, part) => form.elements.namedItem(`${part}-${code}`);
  const read = (code) => ({ v: field(code, "v").value, k: field(code, "k").value, n: field(code, "n").value });
  // What the server wrote into a row, whatever has been typed over it since.
  const given = (code) => ({
    v: field(code, "v").defaultValue, k: [...field(code, "k")].find((kind) => kind.defaultSelected)?.value ?? read(code).k, n: field(code, "n").defaultValue,
  });
  const key = (values) => JSON.stringify(values);
  const csrf = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || form.elements.csrfmiddlewaretoken.value;

  // What has been typed and not yet been taken stays in the browser until the server confirms it.
  const remembered = () => {
    try { return JSON.parse(localStorage.getItem(storeKey) || "{}"); } catch { return {}; }
  };
  const remember = (code, values) => {
    const all = remembered();
    if (values) all[code] = values; else delete all[code];
    try {
      if (Object.keys(all).length) localStorage.setItem(storeKey, JSON.stringify(all));
      else localStorage.removeItem(storeKey);
    } catch { /* a browser without storage still saves to the server */ }
  };

  const say = (text, good) => {
    status.textContent = text;
    status.className = good ? "saved" : "unsaved";
  };

  const markTyping = (code) => {
    const row = document.getElementById(`cell-${code}`);
    row.className = "cell cell--typing";
    row.querySelector(".state").innerHTML = '<svg class="icon" aria-hidden="true"><use href="#i-typing"/></svg> Đang gõ';
  };

  // F4 opens a cell's history (history.js): Tab goes from field to field.
  const skipHistory = (part) => part.querySelectorAll("[data-history]").forEach((link) => { link.tabIndex = -1; });

  // A row in which somebody is at work is left alone, its version too: if she writes there, she is told of the other's.
  const atWork = (row, update) => row.contains(document.activeElement) && field(update.code, "s").value !== String(update.version);

  // Bring a row up to date; `own` are the codes that this page has just sent. False: not yet, look again.
  const paint = (update, own) => {
    const row = document.getElementById(`cell-${update.code}`);
    const input = field(update.code, "v");
    if (!row || (input && key(read(update.code)) !== sent.get(update.code) && remembered()[update.code])) return true;
    if (input && !own.has(update.code) && unsaved.has(update.code)) return true;
    if (input && !own.has(update.code) && atWork(row, update)) return false;
    if (update.unsaved) unsaved.add(update.code); else unsaved.delete(update.code);
    row.className = `cell cell--${update.css}`;
    row.querySelector(".state").innerHTML = update.state;
    skipHistory(row);
    row.querySelector(".change").textContent = update.change;
    document.querySelector(`#say-${update.code} td:last-child`).innerHTML = update.say;
    if (!input) return true;
    input.toggleAttribute("aria-invalid", update.css === "must");
    field(update.code, "s").value = update.version;
    row.querySelector(".field-mark").textContent = update.mark;
    input.placeholder = { not_applicable: "Không phát sinh", missing: "Chưa có số liệu" }[update.kind] || "";
    if (input !== document.activeElement && input.value !== update.text) input.value = update.text;
    field(update.code, "k").value = update.kind;
    if (field(update.code, "n") !== document.activeElement) field(update.code, "n").value = update.note;
    sent.set(update.code, key(read(update.code)));
    return true;
  };

  const paintAll = (result, own) => {
    const all = result.rows.map((update) => paint(update, own)).every(Boolean);
    if (all) version = result.version;
    document.getElementById("filled-bar").value = result.filled;
    document.getElementById("filled-count").textContent = `${result.filled}/${result.total}`;
  };

  // What colleagues have saved meanwhile. Most often the answer is 304 and nothing happens.
  const look = async () => {
    const answer = await fetch(form.dataset.cells, {
      headers: { "If-None-Match": `"${version}"` }, credentials: "same-origin", cache: "no-store",
    });
    if (answer.status !== 200 || answer.redirected || !(answer.headers.get("content-type") || "").includes("json")) return;
    const result = await answer.json();
    if (result.closed) { say(result.closed, false); clearInterval(looking); return; }
    const theirs = result.rows.filter((update) => field(update.code, "s") && field(update.code, "s").value !== String(update.version));
    paintAll(result, new Set());
    if (theirs.length) say(`Đồng nghiệp vừa ghi ${theirs.length} ô, đã đưa vào biểu.`, true);
  };
  const lookAround = () => { if (!document.hidden) queue = queue.then(look).catch(() => {}); };

  const post = async (codes, extra) => {
    const body = new FormData();
    for (const code of codes) for (const part of ["v", "k", "n", "s"]) body.append(`${part}-${code}`, field(code, part).value);
    for (const [name, value] of Object.entries(extra || {})) body.append(name, value);
    const taken = new Map(codes.map((code) => [code, key(read(code))]));
    const answer = await fetch(form.dataset.cells, {
      method: "POST", body, headers: { "X-CSRFToken": csrf() }, credentials: "same-origin",
    });
    if (answer.redirected || !(answer.headers.get("content-type") || "").includes("json")) throw new Error("signed out");
    const result = await answer.json();
    if (!answer.ok) { say(result.error, false); return; }
    for (const [code, value] of taken) {
      sent.set(code, value);
      onTheWay.delete(code);
      if (key(read(code)) === value) remember(code, null);
    }
    paintAll(result, new Set(codes));
    say(result.saved, true);
  };

  const save = (codes, extra) => {
    codes.forEach((code) => onTheWay.set(code, key(read(code))));
    queue = queue.then(() => post(codes, extra)).catch(() => {
      onTheWay.clear();
      say("Chưa lưu được, đang giữ trên máy này. Sẽ thử lại.", false);
      clearTimeout(retry);
      retry = setTimeout(saveRemembered, RETRY_MS);
    });
    return queue;
  };
  const saveRemembered = () => {
    const codes = Object.keys(remembered()).filter((code) => field(code, "v"));
    if (codes.length) save(codes);
  };

  const changed = (code) => ![sent.get(code), onTheWay.get(code)].includes(key(read(code)));
  const leave = (code) => { if (changed(code)) { remember(code, read(code)); save([code]); } };

  const choose = (code, kind) => {
    field(code, "k").value = kind;
    if (kind === "not_applicable" || kind === "missing") field(code, "v").value = "";
    remember(code, read(code));
    if (kind === "missing" && !field(code, "n").value.trim()) { field(code, "n").focus(); return; }
    save([code]);
  };

  const step = (code, by) => {
    const all = rows();
    const place = all.findIndex((row) => row.dataset.code === code) + by;
    if (place >= 0 && place < all.length) { const next = field(all[place].dataset.code, "v"); next.focus(); next.select(); }
  };

  const codeOf = (element) => element.closest("tr.cell")?.dataset.code;

  form.addEventListener("keydown", (event) => {
    const code = codeOf(event.target);
    if (!code || event.ctrlKey || event.metaKey || event.altKey) return;
    const inValue = event.target === field(code, "v");
    if (event.key === "Enter") { event.preventDefault(); leave(code); step(code, event.shiftKey ? -1 : 1); return; }
    if (!inValue) return;
    const act = {
      ArrowDown: () => step(code, 1), ArrowUp: () => step(code, -1), F2: () => field(code, "n").focus(),
      k: () => choose(code, "not_applicable"), c: () => choose(code, "missing"),
      u: () => choose(code, field(code, "k").value === "estimate" ? "final" : "estimate"),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(); }
  });
  form.addEventListener("input", (event) => {
    const code = codeOf(event.target);
    if (!code) return;
    const kind = field(code, "k");
    if (event.target === field(code, "v") && event.target.value.trim() && ["not_applicable", "missing"].includes(kind.value)) kind.value = "final";
    remember(code, read(code));
    markTyping(code);
  });
  form.addEventListener("change", (event) => {
    const code = codeOf(event.target);
    if (code && event.target === field(code, "k")) choose(code, event.target.value);
  });
  form.addEventListener("focusout", (event) => {
    const code = codeOf(event.target);
    if (code && event.relatedTarget?.closest?.("tr.cell") !== event.target.closest("tr.cell")) leave(code);
  });
  // A pasted block that the official takes: each cell with the version that the preview saw.
  form.addEventListener("take", (event) => {
    for (const cell of event.detail) {
      for (const part of ["v", "k", "n", "s"]) field(cell.code, part).value = cell[part];
      remember(cell.code, read(cell.code));
      markTyping(cell.code);
    }
    save(event.detail.map((cell) => cell.code), { via: "paste" });
  });
  // "Nộp báo cáo" waits until every cell has arrived, then goes the ordinary way.
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (sending) return;
    event.preventDefault();
    const button = event.submitter;
    saveRemembered();
    // Not before this event is over: a form that is just being submitted ignores a second request.
    queue.then(() => setTimeout(() => { sending = true; form.requestSubmit(button); }));
  });
  form.addEventListener("click", (event) => {
    const { keep, code } = event.target.dataset;
    if (!keep) return;
    if (keep === "mine") { remember(code, read(code)); save([code]); return; }
    remember(code, null);
    location.reload();
  });
  kept.addEventListener("click", (event) => {
    const answer = event.target.dataset.restore;
    if (!answer) return;
    const all = remembered();
    for (const [code, values] of Object.entries(all)) {
      if (!field(code, "v") || answer === "no") { remember(code, null); continue; }
      for (const part of ["v", "k", "n"]) field(code, part).value = values[part];
      markTyping(code);
    }
    kept.hidden = true;
    if (answer === "yes") saveRemembered();
  });
  window.addEventListener("online", saveRemembered);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { saveRemembered(); lookAround(); } });
  const looking = form.dataset.version ? setInterval(lookAround, LOOK_MS) : 0;

  skipHistory(form);
  for (const row of rows()) sent.set(row.dataset.code, key(given(row.dataset.code)));
  const waiting = Object.entries(remembered()).filter(([code, values]) => field(code, "v") && key(values) !== sent.get(code));
  for (const code of Object.keys(remembered())) if (!waiting.some(([one]) => one === code)) remember(code, null);
  if (waiting.length) {
    kept.querySelector("p").textContent = `Có ${waiting.length} ô đã gõ trên máy này mà chưa lưu được lần trước.`;
    kept.hidden = false;
  }
  // What was typed before this file had come. The form is autocomplete="off": no browser puts old typing back.
  for (const row of rows()) {
    const { code } = row.dataset;
    if (!changed(code)) continue;
    markTyping(code);
    if (row.contains(document.activeElement)) remember(code, read(code)); else leave(code);
  }
})();
