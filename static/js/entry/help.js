// F1 on a cell: whom it counts, what it is used for, its last five years and whom to ask, beside the cell.
"use strict";
(() => {
  const { form, field, codeOf, isCell } = entry.fields;
  let box = null;
  let shown = "";
  let asked = 0;

  const close = () => {
    box?.remove();
    box = null;
    shown = "";
    form.classList.remove("has-help");
  };
  const place = (code, html) => {
    box?.remove();
    box = document.createElement("tr");
    box.className = "help-row";
    box.innerHTML = `<td colspan="6">${html}</td>`;
    document.getElementById(`say-${code}`).after(box);
    form.classList.add("has-help");
    shown = code;
  };
  const open = async (code) => {
    const mine = ++asked;
    let html = "";
    try {
      const answer = await fetch(form.dataset.help.replace("CODE", code), { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) html = await answer.text();
    } catch { /* said below */ }
    // Answers may overtake each other: only that of the last cell asked about is shown.
    if (mine !== asked) return;
    place(code, html || '<p class="cell-help">Chưa đọc được định nghĩa: thử lại khi có mạng. <button class="button" type="button" data-help-close>Đóng</button></p>');
  };
  const toggle = (code) => { if (shown === code) close(); else open(code); };

  form.addEventListener("focusin", (event) => {
    const code = codeOf(event.target);
    if (shown && isCell(code) && code !== shown && event.target === field(code, "v")) open(code);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.closest("[data-help-close]")) return;
    const code = shown;
    close();
    field(code, "v").focus();
  });
  form.addEventListener("keydown", (event) => {
    if (!box || !["F1", "Escape"].includes(event.key) || !box.contains(event.target)) return;
    event.preventDefault();
    const code = shown;
    close();
    field(code, "v").focus();
  });
  entry.help = { toggle };
})();
