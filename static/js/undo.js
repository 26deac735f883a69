// A decision can be taken back for some seconds: the toast counts them, Ctrl Z presses its button, then it goes.
"use strict";
(() => {
  const form = document.querySelector(".undo");
  const left = form.querySelector(".undo-left"), bar = form.querySelector(".undo-bar"), button = form.querySelector("button");
  const seconds = Number(form.dataset.seconds);
  // The clock of the page starts with the click that decided, so that the offer ends before the server's does.
  const draw = () => {
    const rest = seconds - performance.now() / 1000;
    if (rest <= 0) { form.closest("li").remove(); return; }
    left.textContent = `còn ${Math.ceil(rest)} giây`;
    bar.value = rest;
    setTimeout(draw, 200);
  };
  document.addEventListener("keydown", (event) => {
    const writing = event.target.matches("input:not([type=radio]), textarea, select");
    if (event.key.toLowerCase() !== "z" || !event.ctrlKey || event.shiftKey || writing || !form.isConnected) return;
    event.preventDefault();
    button.click();
  });
  draw();
})();
