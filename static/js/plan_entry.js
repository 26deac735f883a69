// The work on a draft: parts as tabs, answers by keyboard, blocks pasted down a column, and all of it saved while one works.
// Works without, by the fields and the buttons.
"use strict";
(() => {
  const { form, rowOf } = draftRows;
  const SAVE_AFTER = 900;
  const sections = [...form.querySelectorAll(".draft-section")];
  const tabs = [...form.querySelectorAll("[data-tab]")];
  document.documentElement.classList.add("script");

  // Tabs: one part at a time; an address with a row opens the part that holds it.
  const showTab = (section) => {
    if (!section) return;
    sections.forEach((one) => { one.hidden = one !== section; });
    tabs.forEach((tab) => {
      if (section.querySelector(`#${tab.dataset.tab}`)) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    });
  };
  draftRows.showTab = showTab;
  const follow = (hash) => {
    const place = hash.length > 1 && document.getElementById(hash.slice(1));
    const section = place && place.closest(".draft-section");
    if (!section) return false;
    const row = rowOf(place);
    if (row && row.querySelector(".answers")) draftRows.goTo(row);
    else { showTab(section); place.scrollIntoView({ block: "nearest" }); }
    return true;
  };
  window.addEventListener("hashchange", () => follow(window.location.hash));
  if (!follow(window.location.hash)) showTab(form.querySelector("#targets").closest(".draft-section"));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link && follow(link.getAttribute("href"))) {
      event.preventDefault();
      window.history.replaceState(null, "", link.getAttribute("href"));
    }
  });

  // Saving while one works; the button saves all of it the usual way.
  const saved = document.getElementById("saved");
  const version = () => document.querySelectorAll("[name=version]");
  let timer = 0;
  let busy = false;
  let again = false;
  let leaving = false;
  let pressed = null; // [form, button], pressed while something was still to be saved
  const tell = (words, good) => {
    saved.textContent = words;
    saved.className = good ? "saved" : "unsaved";
  };
  const paint = (answer) => {
    version().forEach((field) => { field.value = answer.version; });
    for (const [name, count] of Object.entries(answer.counts)) {
      document.querySelectorAll(`[data-count=${name}]`).forEach((place) => { place.textContent = count; });
    }
    const meter = document.querySelector(".draft-done .meter");
    if (meter) meter.value = answer.counts.done;
    tabs.forEach((tab) => { tab.querySelector("span").textContent = answer.tabs[tab.dataset.tab]; });
    const left = document.getElementById("unseen");
    const bold = document.createElement("b");
    bold.textContent = answer.counts.unseen ? `Còn ${answer.counts.unseen} số chưa xem` : answer.unseen ? `Còn ${answer.unseen} dòng chờ bạn` : "Đã xem hết";
    left.replaceChildren(bold, answer.counts.unseen ? ` trong ${answer.counts.all} số của văn bản` : "");
    const wrong = Object.values(answer.unread);
    if (wrong.length) tell(`Chưa lưu: ${wrong[0]}`, false);
    else tell(`Đã lưu ${answer.saved}`, true);
  };
  const save = async () => {
    if (leaving) return;
    if (busy) { again = true; return; }
    busy = true;
    try {
      const answer = await fetch(window.location.pathname, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) paint(said);
      else tell(said.message || "Chưa lưu được, còn trên màn hình", false);
    } catch {
      tell("Chưa lưu được: mất kết nối, còn trên màn hình", false);
    }
    busy = false;
    if (again) { again = false; await save(); return; }
    if (pressed) {
      const [of, button] = pressed;
      pressed = null;
      of.requestSubmit(button);
    }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(() => { timer = 0; save(); }, SAVE_AFTER); };
  form.addEventListener("draft:changed", soon);
  form.addEventListener("change", (event) => {
    if (event.target.name === "paste") return;
    const row = rowOf(event.target);
    if (row && event.target.type === "radio") draftRows.show(row);
    soon();
  });
  // A button speaks of the version that the page has: what is on its way is saved first, what waits goes along or before.
  document.addEventListener("submit", (event) => {
    const waits = timer !== 0 && event.target !== form;
    if (busy || waits) {
      event.preventDefault();
      pressed = [event.target, event.submitter];
      if (waits && !busy) { clearTimeout(timer); timer = 0; save(); }
      return;
    }
    leaving = true;
    clearTimeout(timer);
  });

  // A candidate, or a starting value of the text, is taken over into its fields.
  const pick = (row, place) => {
    const button = row.querySelectorAll("[data-pick]")[place];
    if (button) button.click();
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick], [data-fill]");
    if (!button) return;
    if ("pick" in button.dataset) {
      rowOf(button).querySelector("select[name$='.indicator']").value = button.dataset.pick;
    } else {
      for (const name of ["year", "value", "citation"]) form.elements[`${button.dataset.fill}.${name}`].value = button.dataset[name];
    }
    soon();
  });

  // Blocks: a table goes to its place below the grid, a column down the fields of the same name.
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n+$/, "");
    const field = event.target.closest("input[name]");
    if (event.target.matches("textarea") || !text.includes("\n")) return;
    event.preventDefault();
    if (text.includes("\t") || !field) {
      const paste = document.getElementById("paste");
      showTab(paste.closest(".draft-section"));
      paste.open = true;
      paste.querySelector("textarea").value = text;
      paste.querySelector("button").focus();
      return;
    }
    const part = field.name.split(".")[1];
    const column = [...field.closest(".draft-section").querySelectorAll(`input[name$='.${part}']`)];
    const from = column.indexOf(field);
    text.split("\n").forEach((value, place) => { if (column[from + place]) column[from + place].value = value.trim(); });
    soon();
  });

  // Keys: letters work where nothing is typed.
  const types = (element) => element.matches("input:not([type=radio], [type=checkbox]), select, textarea");
  const decide = (value) => {
    const mark = document.activeElement.closest(".mark[href]");
    const row = rowOf(document.activeElement) || (mark && document.querySelector(mark.getAttribute("href")));
    if (!row || !row.querySelector(".answers")) return false;
    draftRows.set(row, value);
    draftRows.next();
    return true;
  };
  const toText = () => {
    const row = rowOf(document.activeElement);
    const mark = row && draftRows.marks(row)[0];
    if (mark) mark.focus();
    return Boolean(mark);
  };
  const edit = () => {
    const row = rowOf(document.activeElement);
    const field = row && row.querySelector("select, input:not([type=radio], [type=hidden])");
    if (field) field.focus();
    return Boolean(field);
  };
  const ACTS = {
    n: () => { draftRows.next(); return true; },
    x: () => decide("refused"),
    t: toText,
    1: () => { pick(rowOf(document.activeElement) || form, 0); return true; },
    2: () => { pick(rowOf(document.activeElement) || form, 1); return true; },
    3: () => { pick(rowOf(document.activeElement) || form, 2); return true; },
  };
  document.addEventListener("keydown", (event) => {
    const here = document.activeElement;
    if (event.key === "F2" && edit()) { event.preventDefault(); return; }
    if (event.key === "Enter" && here.closest("#draft") && !here.matches("button, textarea, a, .draft-part > summary, .draft-paste > summary")) {
      event.preventDefault();
      if (!event.ctrlKey) decide("taken");
      return;
    }
    if (types(here)) return;
    if (event.ctrlKey && event.key.toLowerCase() === "z" && draftRows.undo()) { event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = ACTS[event.key.toLowerCase()];
    if (act && act()) event.preventDefault();
  });
})();
