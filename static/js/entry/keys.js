// The keyboard, and the verbs that stand beside the cell in hand for who has none: what each key does, a button says.
"use strict";
(() => {
  const { form, field, read, write, codes, row: rowOf, codeOf, isCell } = entry.fields;
  const before = new Map(); // code -> what stood there before K or C wiped it

  // What is not there in words; a reason is asked for at once.
  const choose = (code, kind) => {
    const wipes = ["not_applicable", "missing"].includes(kind);
    if (wipes && field(code, "v").value) before.set(code, read(code));
    write(code, "k", kind);
    if (wipes) field(code, "v").value = "";
    entry.keeping.remember(code, read(code));
    if (kind === "missing" && !field(code, "n").value.trim()) { openNote(code); return; }
    entry.saving.save([code]);
    showVerbs(code);
  };
  const takeBack = (code) => {
    const values = before.get(code);
    before.delete(code);
    for (const [part, value] of Object.entries(values)) write(code, part, value);
    entry.saving.touched(code);
    entry.saving.save([code]);
    const input = field(code, "v");
    input.focus();
    input.select();
  };
  const openNote = (code) => {
    document.getElementById(`say-${code}`).classList.add("cell-say--note");
    field(code, "n").focus();
  };
  const closeNote = (code) => {
    const below = document.getElementById(`say-${code}`);
    if (!rowOf(code).classList.contains("cell--should")) below.classList.remove("cell-say--note");
  };
  const step = (code, by) => {
    const all = codes().filter(isCell);
    const next = all[all.indexOf(code) + by];
    if (next) { field(next, "v").focus(); field(next, "v").select(); return; }
    if (by > 0) codes().filter((one) => !isCell(one)).slice(0, 1).forEach((one) => rowOf(one).querySelector("input, textarea").focus());
  };
  const isEstimate = (code) => field(code, "k").value === "estimate";
  const swap = (code) => choose(code, isEstimate(code) ? "final" : "estimate");

  // While a button is pressed nothing moves: what is released elsewhere than it was pressed is no click.
  let pressed = false;
  const later = [];
  const still = (act) => { if (pressed) later.push(act); else act(); };
  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => setTimeout(() => { pressed = false; later.splice(0).forEach((act) => act()); }), true);
  }

  const verbs = document.createElement("span");
  verbs.className = "verbs";
  const VERBS = [
    ["back", "Lấy lại số cũ", "Ctrl Z", takeBack],
    ["none", "Không phát sinh", "K", (code) => choose(code, "not_applicable")],
    ["missing", "Chưa có số liệu", "C", (code) => choose(code, "missing")],
    ["kind", "", "U", swap],
    ["note", "Ghi chú", "F2", openNote],
    ["help", "Định nghĩa", "F1", (code) => entry.help?.toggle(code)],
  ];
  const buttons = Object.fromEntries(VERBS.map(([name, label, hint, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    // Tab goes from cell to cell; each of these verbs has its key.
    button.tabIndex = -1;
    button.className = `verb verb--${name}`;
    button.innerHTML = `<span>${label}</span> <kbd>${hint}</kbd>`;
    // The focus stays in the cell: leaving it would save before the verb is done.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => act(codeOf(verbs)));
    return [name, button];
  }));
  verbs.append(...Object.values(buttons));
  const showVerbs = (code) => {
    if (!isCell(code) || ![field(code, "v"), field(code, "n")].includes(document.activeElement)) return;
    buttons.kind.firstElementChild.textContent = isEstimate(code) ? "Chính thức" : "Số ước";
    buttons.back.hidden = !before.has(code);
    buttons.help.hidden = !entry.help;
    rowOf(code).querySelector(".state").append(verbs);
  };

  form.addEventListener("keydown", (event) => {
    const code = codeOf(event.target);
    if (!isCell(code) || event.altKey) return;
    const inValue = event.target === field(code, "v");
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z" || !inValue || event.target.value || !before.has(code)) return;
      event.preventDefault();
      takeBack(code);
      return;
    }
    const inNote = event.target === field(code, "n");
    // A link or a button in the grid keeps its own keys.
    if (!inValue && !inNote) return;
    if (event.key === "Enter") { event.preventDefault(); entry.saving.leave(code); step(code, event.shiftKey ? -1 : 1); return; }
    if (inNote && event.key === "Escape") { event.preventDefault(); field(code, "v").focus(); return; }
    if (event.key === "F1" && entry.help) { event.preventDefault(); entry.help.toggle(code); return; }
    if (!inValue) return;
    const act = {
      ArrowDown: () => step(code, 1), ArrowUp: () => step(code, -1), F2: () => openNote(code),
      k: () => choose(code, "not_applicable"), c: () => choose(code, "missing"), u: () => swap(code),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(); }
  });
  form.addEventListener("focusin", (event) => still(() => showVerbs(codeOf(event.target))));
  form.addEventListener("focusout", (event) => {
    const code = codeOf(event.target);
    if (!isCell(code) || codeOf(event.relatedTarget) === code) return;
    still(() => {
      if (codeOf(document.activeElement) === code) return;
      closeNote(code);
      if (codeOf(verbs) === code) verbs.remove();
    });
  });
  entry.keys = { choose, showVerbs };
})();
