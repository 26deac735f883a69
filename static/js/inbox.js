// The inbox by keyboard: up and down choose a line, Enter opens it, as its button would.
"use strict";
(() => {
  const links = [...document.querySelectorAll(".tasks .task > a")];
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select, summary") || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !links.length) return;
    const place = links.indexOf(document.activeElement);
    event.preventDefault();
    links[Math.min(Math.max(place + step, 0), links.length - 1)].focus();
  });
})();
