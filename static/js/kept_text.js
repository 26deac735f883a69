// A text that is sent once: what is typed is saved on the server as it is typed, and until then kept on this machine.
"use strict";
(() => {
  const form = document.querySelector("form[data-kept-as]");
  if (!form) return;
  const PAUSE_MS = 1500;
  const { ask } = entry.asking;
  const says = form.querySelector(".kept-says");
  const place = form.elements.namedItem("draft");
  const seen = form.elements.namedItem("seen");
  // One text of a page that has none on the server yet, and one of each that has: they are not mixed.
  const nameOf = () => `vocplan-text:${form.dataset.keptAs}:${place?.value ?? ""}`;
  const load = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const put = (name, kept) => {
    try {
      if (kept) localStorage.setItem(name, JSON.stringify(kept)); else localStorage.removeItem(name);
    } catch { /* a browser without storage still saves to the server */ }
  };
  const time = (at) => new Date(at).toLocaleTimeString("vi-VN");
  const fields = () => [...form.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type));
  const read = () => fields().filter((one) => one.type !== "radio" || one.checked).map((one) => [one.name, one.value]);
  const key = () => JSON.stringify(read());
  const write = (values) => {
    for (const one of fields()) {
      const [, value] = values.find(([name]) => name === one.name) ?? [];
      if (one.type === "radio") one.checked = one.value === value;
      else if (value !== undefined || one.tagName !== "SELECT") one.value = value ?? "";
    }
  };
  const say = (words, css, ...more) => {
    says.className = `second kept-says ${css}`;
    says.textContent = "";
    if (css === "saved") says.innerHTML = '<svg class="icon" aria-hidden="true"><use href="#i-saved"/></svg> ';
    says.append(words, ...more);
  };
  const button = (words, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button--link";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };
  const WAITING = {
    offline: () => "Chưa lưu được, đang giữ trên máy này. Sẽ thử lại.",
    busy: (seconds) => `Máy chủ đang bận, đang giữ trên máy này. Thử lại sau ${seconds} giây.`,
    "signed-out": () => "Phiên đăng nhập đã hết, đang giữ trên máy này.",
    strange: () => "Chưa lưu được, đang giữ trên máy này. Sẽ thử lại.",
  };

  let saved = key(); // what the server has
  let pause = 0;
  let retry = 0;
  let queue = Promise.resolve();
  let asks = false; // a colleague's text stands against hers: she is asked
  let unanswered = false; // the last asking reached nobody, and she was told so: what is next told must be known anew

  const stand = ({ draft, version }) => {
    seen.value = version;
    if (!place || place.value === String(draft)) return;
    put(nameOf(), null);
    place.value = draft;
    if (form.dataset.named !== undefined) history.replaceState(null, "", draft ? `?draft=${draft}` : location.pathname);
  };
  const ask_her = (body) => {
    asks = true;
    const mine = button("Giữ của tôi", () => { asks = false; stand(body); save(true); });
    const theirs = button("Lấy của đồng nghiệp", () => {
      asks = false;
      put(nameOf(), null);
      write(Object.entries(body.theirs));
      saved = key();
      stand(body);
      say("Đã lấy nội dung của đồng nghiệp.", "saved");
    });
    say(`${body.error} `, "unsaved", mine, ...(body.theirs ? [" ", theirs] : []));
  };
  // True once the server has all of it.
  const post = async (always) => {
    const typed = key();
    if (asks || (!always && !unanswered && typed === saved)) return !asks;
    say("Đang lưu…", "");
    const body = new FormData(form);
    body.delete("csrfmiddlewaretoken"); // of before a sign-in in place; the header has the present one
    body.append("by", form.dataset.person);
    const answer = await ask(form.dataset.keeps, { method: "POST", body, headers: { "X-CSRFToken": window.formSecret(form) } });
    unanswered = false;
    if (!answer.ok) { if ("draft" in answer.body) ask_her(answer.body); else say(answer.body.error, "unsaved"); return false; }
    entry.signing?.close(); // she is in again, in another tab perhaps
    saved = typed;
    stand(answer.body);
    // Typed on while it was on its way: what is kept is the newer text, and nothing is called saved.
    if (key() !== typed) { put(nameOf(), { values: read(), at: Date.now() }); return false; }
    put(nameOf(), null);
    say(answer.body.saved, "saved");
    return true;
  };
  const wait = (error) => {
    unanswered = true;
    const reason = error.reason ?? "strange";
    say(WAITING[reason](error.seconds), "unsaved");
    if (reason === "signed-out") entry.signing?.open();
    clearTimeout(retry);
    retry = setTimeout(save, (error.seconds ?? 5) * 1000);
    return false;
  };
  const save = (always = false) => {
    clearTimeout(pause);
    queue = queue.then(() => post(always)).catch(wait);
    return queue;
  };

  const touched = () => {
    put(nameOf(), { values: read(), at: Date.now() });
    if (!asks) say("Đang gõ", "");
    clearTimeout(pause);
    pause = setTimeout(save, PAUSE_MS);
  };
  form.addEventListener("input", touched);
  form.addEventListener("focusout", () => { if (key() !== saved) save(); });
  window.addEventListener("online", () => save());
  document.addEventListener("signed-in", () => save());
  document.addEventListener("visibilitychange", () => { if (key() !== saved) save(); });

  // It goes once the server has answered: no line or no session any more, and she stays here with all that she typed.
  let going = false;
  form.addEventListener("submit", async (event) => {
    if (going) return;
    event.preventDefault();
    const pressed = event.submitter;
    if (!(await save(true))) { if (!asks) says.append(" Chưa gửi."); return; }
    going = true;
    form.elements.csrfmiddlewaretoken.value = window.formSecret(form);
    form.requestSubmit(pressed);
  });

  // The first saving may have come through although its page was left: then the server gives the same back.
  const first = `vocplan-text:${form.dataset.keptAs}:`;
  if (nameOf() !== first && JSON.stringify(load(first)?.values) === saved) put(first, null);
  const kept = load(nameOf());
  // What the server gives back with its refusal is newer than what is kept.
  const refused = form.querySelector("[aria-invalid], .field-error") !== null;
  if (kept && !refused && JSON.stringify(kept.values) !== saved) {
    const given = read();
    write(kept.values);
    const drop = button("Bỏ nội dung này", () => { write(given); put(nameOf(), null); save(); });
    say(`Đã đưa lại nội dung gõ dở, giữ trên máy này từ ${time(kept.at)}. `, "", drop);
  }
})();
