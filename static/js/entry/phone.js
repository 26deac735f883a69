// On a phone what is entered elsewhere and the duties nobody is writing about are folded: a press, or a field in hand, opens.
"use strict";
(() => {
  const { form } = entry.fields;
  const open = (duty) => {
    duty?.classList.add("is-open");
    duty?.querySelector(".duty-open")?.setAttribute("aria-expanded", "true");
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".unfold");
    if (button) button.setAttribute("aria-expanded", String(button.closest("tbody").classList.toggle("is-open")));
    const duty = event.target.closest(".duty-open")?.closest(".duty-cell");
    if (!duty) return;
    open(duty);
    duty.querySelector("input").focus();
  });
  // Once open it stays: what folds while a finger is on its way moves what the finger means.
  form.addEventListener("focusin", (event) => { if (!event.target.matches("button")) open(event.target.closest(".duty-cell")); });
})();
