/* What if, while typing: the same page is asked for, its answer and its refusals are put in place. */
"use strict";

(() => {
  const form = document.getElementById("what-if");
  const answer = document.getElementById("answer");
  if (!form || !answer) return;
  const PAUSE = 350;
  let waiting = 0;
  let latest = 0;

  const address = () => {
    const typed = [...new FormData(form)].filter(([, value]) => value.trim());
    return `${location.pathname}?${new URLSearchParams(typed)}`;
  };

  const refresh = async () => {
    const asked = ++latest;
    const wanted = address();
    try {
      const response = await fetch(wanted, { credentials: "same-origin" });
      if (!response.ok || response.redirected) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.getElementById("answer");
      // Answers may overtake each other: only that of the latest question is shown.
      if (asked !== latest || !found) return;
      answer.replaceChildren(...found.childNodes);
      form.querySelectorAll("[data-errors]").forEach((place) => {
        const id = place.dataset.errors;
        place.replaceChildren(...page.querySelector(`[data-errors="${id}"]`).childNodes);
        const field = document.getElementById(id);
        const other = page.getElementById(id);
        ["aria-invalid", "aria-describedby"].forEach((name) => {
          if (other.hasAttribute(name)) field.setAttribute(name, other.getAttribute(name));
          else field.removeAttribute(name);
        });
      });
      history.replaceState(null, "", wanted);
    } catch {
      // Without the network the button still asks the usual way, and says so.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, PAUSE);
  });
  // What was typed before this file had come.
  if ([...form.querySelectorAll("input")].some((field) => field.value !== field.defaultValue)) refresh();
})();
