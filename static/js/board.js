// The board: the bar appears with the first tick and repeats the number in each verb; filters act at once.
"use strict";
(() => {
  const form = document.getElementById("board-form");
  const bar = document.getElementById("bulk");
  const all = document.getElementById("choose-all");
  const until = document.getElementById("b-until");
  const names = document.getElementById("chosen-names");
  const ticks = [...form.querySelectorAll("input[name=pick]")];
  const worded = [...bar.querySelectorAll("[data-many]")];
  worded.forEach((part) => { part.dataset.none = part.textContent; });
  const MOST_NAMES = 6;

  const show = () => {
    const chosen = ticks.filter((tick) => tick.checked);
    const day = until.value.trim();
    bar.hidden = !chosen.length;
    ticks.forEach((tick) => tick.closest("tr").classList.toggle("is-picked", tick.checked));
    worded.forEach((part) => {
      const words = part.dataset.many.replace("{n}", chosen.length);
      part.textContent = words + (day && part.dataset.until ? part.dataset.until.replace("{day}", day) : "");
    });
    const rest = chosen.length - MOST_NAMES;
    names.textContent = chosen.slice(0, MOST_NAMES).map((tick) => tick.dataset.name).join(", ") + (rest > 0 ? ` và ${rest} đơn vị khác` : "");
    if (all) {
      all.checked = chosen.length === ticks.length;
      all.indeterminate = chosen.length > 0 && chosen.length < ticks.length;
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target === all) ticks.forEach((tick) => { tick.checked = all.checked; });
    show();
  });
  until.addEventListener("input", show);
  document.querySelectorAll(".board-filters select").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
    // What was chosen before this file had come. The form is autocomplete="off": no browser puts an old choice back.
    const given = [...select.options].find((option) => option.defaultSelected) || select.options[0];
    if (select.value !== given.value) select.form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll(".board details[open]").forEach((shown) => { shown.open = false; });
  });
  if (all) all.hidden = false;
  show();
})();
