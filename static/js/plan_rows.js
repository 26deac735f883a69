// The rows of a draft: what each is, how its answer shows in the grid and in the text, and the way back from an answer.
"use strict";
const draftRows = (() => {
  const form = document.getElementById("draft");
  const ANSWERS = ["offered", "taken", "refused"];
  const taken = []; // [row, answer before], for Ctrl Z
  const rows = () => [...form.querySelectorAll(".target, .draft-line")].filter((row) => row.querySelector(".answers"));
  const rowOf = (element) => element && element.closest && element.closest(".target, .draft-line");
  const answer = (row) => row.querySelector(".answers :checked").value;
  const marks = (row) => [...form.querySelectorAll(`.mark[href='#${row.id}']`)];

  const show = (row) => {
    const value = answer(row);
    row.classList.remove(...ANSWERS.map((one) => `is-${one}`));
    row.classList.add(`is-${value}`);
    const look = value === "offered" && row.id.startsWith("n") ? "unseen" : value;
    marks(row).forEach((mark) => { mark.className = `mark is-${look}`; });
  };

  const set = (row, value, remember = true) => {
    const before = answer(row);
    if (before === value) return;
    if (remember) taken.push([row, before]);
    row.querySelector(`.answers [value=${value}]`).checked = true;
    show(row);
    form.dispatchEvent(new CustomEvent("draft:changed", { detail: row.id }));
  };

  const undo = () => {
    const last = taken.pop();
    if (!last) return false;
    set(last[0], last[1], false);
    goTo(last[0]);
    return true;
  };

  const section = (row) => row.closest(".draft-section");
  const goTo = (row) => {
    draftRows.showTab(section(row));
    form.querySelectorAll(".target[open]").forEach((one) => { if (one !== row && !one.querySelector(".field-error")) one.open = false; });
    if (row.matches(".target")) {
      row.open = true;
      row.querySelector("summary").focus({ preventScroll: true });
    } else {
      row.querySelector(".answers :checked").focus({ preventScroll: true });
    }
    row.scrollIntoView({ block: "center" });
    form.querySelectorAll(".mark.is-here").forEach((mark) => mark.classList.remove("is-here"));
    const text = form.querySelector(".draft-text");
    marks(row).slice(0, 1).forEach((mark) => {
      const part = mark.closest("details");
      if (part) part.open = true;
      mark.classList.add("is-here");
      // The text is moved inside its own column, the page stays where the row is.
      if (text.scrollHeight > text.clientHeight) text.scrollTop += mark.getBoundingClientRect().top - text.getBoundingClientRect().top - text.clientHeight / 3;
    });
  };

  const next = () => {
    const all = rows();
    const here = all.indexOf(rowOf(document.activeElement));
    const open = [...all.slice(here + 1), ...all.slice(0, here + 1)].find((row) => answer(row) === "offered");
    if (open) goTo(open);
  };

  return { form, rows, rowOf, answer, marks, show, set, undo, goTo, next, section, showTab: () => {} };
})();
