// A text that is sent once: what is typed is kept on this machine until the server has taken it, and comes back by itself.
"use strict";
(() => {
  const load = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
  const put = (name, kept) => {
    try {
      if (kept) localStorage.setItem(name, JSON.stringify(kept)); else localStorage.removeItem(name);
    } catch { /* a browser without storage keeps what stands in the page */ }
  };
  const nameOf = (key) => `vocplan-text:${key}`;
  const time = (at) => new Date(at).toLocaleTimeString("vi-VN");

  // The page that follows a text that was taken. After a session that was over comes the form again, not this page.
  document.querySelectorAll("[data-forget-text]").forEach((place) => {
    const name = nameOf(place.dataset.forgetText);
    if (load(name)?.sent) put(name, null);
  });

  const form = document.querySelector("form[data-kept-as]");
  if (!form) return;
  const name = nameOf(form.dataset.keptAs);
  const says = form.querySelector(".kept-says");
  const fields = () => [...form.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type));
  const read = () => fields().filter((one) => one.type !== "radio" || one.checked).map((one) => [one.name, one.value]);
  const isTyped = () => fields().some((one) => one.matches("input:not([type=radio]), textarea") && one.value.trim());
  const say = (words, ...more) => { says.textContent = words; says.append(...more); };
  const keep = (sent) => {
    const kept = { values: read(), at: Date.now(), sent };
    put(name, isTyped() ? kept : null);
    return kept;
  };
  const write = (values) => {
    for (const [field, value] of values) {
      for (const one of fields().filter((other) => other.name === field)) {
        if (one.type === "radio") one.checked = one.value === value; else one.value = value;
      }
    }
  };

  const given = read();
  const kept = load(name);
  // What the server gives back with its refusal is newer than what is kept.
  const refused = form.querySelector("[aria-invalid], .field-error") !== null;
  if (kept && !refused && JSON.stringify(kept.values) !== JSON.stringify(given)) {
    write(kept.values);
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "button button--link";
    drop.textContent = "Bỏ nội dung này";
    drop.addEventListener("click", () => { form.reset(); put(name, null); say("Đã bỏ."); });
    say(`Đã đưa lại nội dung gõ dở, giữ trên máy này từ ${time(kept.at)}. `, drop);
  }
  form.addEventListener("input", () => { say(`Đã giữ trên máy này lúc ${time(keep(false).at)}; chưa gửi.`); });
  form.addEventListener("submit", () => { keep(true); });
})();
