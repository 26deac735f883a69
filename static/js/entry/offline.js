// Once seen, the form opens without a line: a service worker keeps this page for its person on this machine.
"use strict";
(() => {
  if (!("serviceWorker" in navigator)) return;
  const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]")].map((one) => one.href || one.src);
  navigator.serviceWorker.register("/worker.js", { scope: "/submissions/" })
    .then(() => navigator.serviceWorker.ready)
    .then(({ active }) => {
      // A page that the worker brought is kept already.
      if (navigator.serviceWorker.controller) return;
      active.postMessage({ page: location.href.split(/[?#]/)[0], parts });
    })
    .catch(() => { /* a browser that keeps nothing still works with a line */ });
})();
