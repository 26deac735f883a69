// The page of a report: the progress line asks how far the worker is; a number of a passage is put in at the cursor.
"use strict";
(() => {
  const EVERY = 1000, SLOWER = 5000;
  const line = document.getElementById("build-progress");
  const unwritten = line?.firstElementChild?.dataset.written === "0";
  const busy = () => [...document.querySelectorAll("textarea")].some((box) => box.value !== box.defaultValue);

  const ask = async () => {
    let wait = EVERY;
    try {
      const answer = await fetch(line.dataset.url, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) {
        line.innerHTML = await answer.text();
        if (line.firstElementChild?.dataset.pending === "0") {
          // What is being typed is worth more than the new files: then a link takes the place of the reload.
          if (busy()) line.insertAdjacentHTML("beforeend", '<p><a href="">Tải lại để xem bản mới</a></p>');
          else location.reload();
          return;
        }
        // The words are there before the files.
        if (line.firstElementChild?.dataset.written === "1" && unwritten) { location.reload(); return; }
      } else {
        wait = SLOWER;
      }
    } catch {
      wait = SLOWER;
    }
    setTimeout(ask, wait);
  };
  if (line?.querySelector('[data-pending="1"]')) setTimeout(ask, EVERY);

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-field]");
    const box = chip && document.getElementById(chip.dataset.for);
    if (!box) return;
    box.setRangeText(chip.dataset.field, box.selectionStart, box.selectionEnd, "end");
    box.focus();
  });
})();
