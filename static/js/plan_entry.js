// The work on a draft by keyboard: to the next row nobody has decided on, take it, refuse it. Works without, by the fields.
"use strict";
(() => {
  const form = document.getElementById("draft");
  const states = () => [...form.querySelectorAll("select[name$='.state']")];
  const holder = (state) => state.closest("fieldset, li, .draft-fields");

  const show = (state) => {
    const row = holder(state);
    row.classList.remove("is-offered", "is-taken", "is-refused");
    row.classList.add(`is-${state.value}`);
    const key = state.name.replace(".state", "");
    form.querySelectorAll(`.mark[href='#${key}']`).forEach((mark) => {
      mark.className = `mark is-${state.value}`;
    });
  };

  const next = () => {
    const all = states();
    const row = document.activeElement && document.activeElement.closest("fieldset, li, .draft-fields");
    const here = all.findIndex((state) => holder(state) === row);
    const open = [...all.slice(here + 1), ...all.slice(0, here + 1)].find((state) => state.value === "offered");
    if (open) {
      const details = holder(open).querySelector("details");
      if (details) details.open = true;
      open.focus();
      holder(open).scrollIntoView({ block: "center" });
    }
  };

  const decide = (value) => {
    const row = document.activeElement && document.activeElement.closest("fieldset, li, .draft-fields");
    const state = row && states().find((one) => holder(one) === row);
    if (!state) return;
    state.value = value;
    show(state);
    next();
  };

  // A number of the text leads to its row, opened.
  form.addEventListener("click", (event) => {
    const mark = event.target.closest(".mark");
    const row = mark && document.querySelector(mark.getAttribute("href"));
    const details = row && row.querySelector("details");
    if (details) details.open = true;
  });
  form.addEventListener("change", (event) => {
    if (event.target.name && event.target.name.endsWith(".state")) show(event.target);
  });
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const act = { KeyN: next, KeyY: () => decide("taken"), KeyX: () => decide("refused") }[event.code];
    if (act) {
      event.preventDefault();
      act();
    }
  });
})();
