// The room refreshes itself, says how old it is, and N presses the button that reminds.
"use strict";
(() => {
  const room = document.getElementById("room");
  const EVERY = 30000;
  let fetched = Date.now();

  const refresh = async () => {
    // Nobody's finger or focus loses its button.
    if (document.hidden || room.querySelector("form")?.contains(document.activeElement)) return;
    try {
      const answer = await fetch(room.dataset.url, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) return;
      room.innerHTML = await answer.text();
      fetched = Date.now();
    } catch { /* the age goes on counting and says so */ }
  };
  const age = () => {
    const seconds = Math.round((Date.now() - fetched) / 1000);
    const place = document.getElementById("room-age");
    if (place) place.textContent = `, ${seconds} giây trước`;
  };
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "n" || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea, select")) return;
    room.querySelector("[data-key=n]")?.click();
  });
  room.addEventListener("click", (event) => {
    if (!event.target.closest("#room-wide")) return;
    if (document.fullscreenElement) document.exitFullscreen();
    else room.requestFullscreen();
  });
  document.documentElement.classList.add("has-script");
  setInterval(refresh, EVERY);
  setInterval(age, 1000);
  document.addEventListener("visibilitychange", refresh);
})();
