// Bring rows, counters and the head up to date with what the server says, and touch nothing that is being typed.
"use strict";
(() => {
  const { form, field, read, write, key, version, row: rowOf, said, codeOf, place, isDuty } = entry.fields;
  const status = document.getElementById("save-status");
  const failed = document.getElementById("save-failed");
  const PLACEHOLDERS = { not_applicable: "Không phát sinh", missing: "Chưa có số liệu" };
  const sent = new Map(); // code -> what the server last took
  const unsaved = new Set(); // codes whose row shows what was typed and refused

  const say = (text, good) => {
    if (good) status.innerHTML = '<svg class="icon" aria-hidden="true"><use href="#i-saved"/></svg> '; else status.textContent = "";
    status.append(text);
    status.className = good ? "saved" : "unsaved";
  };

  // F4 opens a cell's history (history.js): Tab goes from field to field.
  const skipHistory = (part) => part.querySelectorAll("[data-history]").forEach((link) => { link.tabIndex = -1; });

  const stateOf = (row) => row.querySelector(".says");
  const look = (row, css) => {
    const others = [...row.classList].filter((name) => name.startsWith("cell--"));
    row.classList.remove(...others);
    row.classList.add(`cell--${css}`);
  };
  const markTyping = (code) => {
    const row = rowOf(code);
    look(row, "typing");
    stateOf(row).innerHTML = '<svg class="icon" aria-hidden="true"><use href="#i-typing"/></svg> Đang gõ';
  };

  // Where somebody is at work is left alone, its version too: if she writes there, she is told of the other's.
  const atWork = (code, update) => codeOf(document.activeElement) === code && version(code) !== String(update.version);
  const isTyping = (code) => key(read(code)) !== sent.get(code) && code in entry.keeping.all();

  const paintFields = (update) => {
    const { code } = update;
    const input = field(code, "v");
    input.toggleAttribute("aria-invalid", update.css === "must");
    field(code, "s").value = update.version;
    if (input !== document.activeElement && input.value !== update.text) input.value = update.text;
    write(code, "k", update.kind);
    if (field(code, "n") !== document.activeElement) write(code, "n", update.note);
    if (!isDuty(code)) {
      rowOf(code).querySelector(".field-mark").textContent = update.mark;
      input.placeholder = PLACEHOLDERS[update.kind] || "";
      rowOf(code).querySelector(".change").textContent = update.change;
      const below = document.getElementById(`say-${code}`);
      below.classList.toggle("cell-say--note", update.asks_note || below.contains(document.activeElement));
    }
    sent.set(code, key(read(code)));
  };

  // Bring a row up to date; `own` are the codes that this page has just sent. False: not yet, look again.
  const paint = (update, own) => {
    const { code } = update;
    const row = rowOf(code);
    const input = field(code, "v");
    if (!row) return true;
    if (input && isTyping(code)) {
      // What this page itself has just written is known to it, whatever has been typed over it since.
      if (own.has(code) && !update.unsaved) field(code, "s").value = update.version;
      return true;
    }
    if (input && !own.has(code) && unsaved.has(code)) return true;
    if (input && !own.has(code) && atWork(code, update)) return false;
    if (update.unsaved) unsaved.add(code); else unsaved.delete(code);
    look(row, update.css);
    stateOf(row).innerHTML = update.state;
    skipHistory(row);
    said(code).innerHTML = update.say;
    if (input) paintFields(update);
    return true;
  };

  const count = (selector, text) => { const place = document.querySelector(selector); if (place) place.textContent = text; };
  const paintAll = (result, own) => {
    const all = result.rows.map((update) => paint(update, own)).every(Boolean);
    if (all) form.dataset.version = result.version;
    const bar = document.getElementById("filled-bar");
    if (bar) bar.value = result.filled + result.duties_said;
    count("#filled-count", `${result.filled}/${result.total}`);
    count("#duties-count", `${result.duties_said}/${result.duties}`);
    count("[data-duties]", `${result.duties_said}/${result.duties}`);
    document.querySelectorAll("[data-section]").forEach((place, index) => { place.textContent = result.sections[index]; });
    sayFailed();
  };

  // "Ô 5, ô 16 chưa ghi được": the second truth of the head, as long as it is one.
  const sayFailed = () => {
    const places = [...unsaved].map(place);
    failed.textContent = places.length ? `${places.map((one, index) => (index ? one[0].toLowerCase() + one.slice(1) : one)).join(", ")} chưa ghi được` : "";
  };

  entry.painting = { sent, unsaved, say, markTyping, paintAll, skipHistory };
})();
