// The rows of a draft: what each is, how its answer shows in the grid and in the text, and the way back from an answer.
"use strict";
const draftRows = (() => {
  const form = document.getElementById("draft");
  const ANSWERS = ["offered", "taken", "refused"];
  const taken = []; // what one key did: [[row, answer before], ...], for Ctrl Z
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

  const set = (row, value) => {
    const before = answer(row);
    // The same answer again is nothing that Ctrl Z could take back.
    if (before === value) return;
    taken.push([[row, before]]);
    put(row, value);
  };
  const setMany = (many, value) => {
    taken.push(many.map((row) => [row, answer(row)]));
    many.forEach((row) => put(row, value));
  };
  const put = (row, value) => {
    row.querySelector(`.answers [value=${value}]`).checked = true;
    show(row);
    form.dispatchEvent(new CustomEvent("draft:changed", { detail: row.id }));
  };

  const undo = () => {
    const last = taken.pop();
    if (!last) return false;
    last.forEach(([row, before]) => put(row, before));
    goTo(last[0][0]);
    return true;
  };

  // A row about which its drafter asks waits for the answer, not for her.
  const isAsked = (row) => Boolean(row.querySelector("[name$='.question']")?.value.trim());
  const isOpen = (row) => answer(row) === "offered" && !isAsked(row);
  // The rows that stand together: the targets of one year, else the whole part.
  const titleOf = (row) => {
    let place = row;
    while (place && !place.matches(".target-group")) place = place.previousElementSibling;
    return place || section(row).querySelector("h2");
  };
  const groupOf = (row) => rows().filter((one) => titleOf(one) === titleOf(row));

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
    const open = [...all.slice(here + 1), ...all.slice(0, here + 1)].find(isOpen);
    if (open) goTo(open);
  };

  return { form, rows, rowOf, answer, marks, show, set, setMany, undo, isOpen, titleOf, groupOf, goTo, next, section, showTab: () => {} };
})();
