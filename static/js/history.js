// A cell's history beside the cell: F4 in its row, or a click on its state, opens it; Esc closes it.
"use strict";
(() => {
  const box = document.createElement("dialog");
  box.className = "popover";
  box.setAttribute("aria-labelledby", "cell-history");
  const body = document.createElement("div");
  const close = document.createElement("button");
  close.className = "button";
  close.type = "button";
  close.textContent = "Đóng";
  close.addEventListener("click", () => box.close());
  const end = document.createElement("div");
  end.className = "actions";
  end.append(close);
  box.append(body, end);
  document.body.append(box);

  const open = async (link) => {
    let text = "";
    try {
      const answer = await fetch(`${link.href}?fragment=1`, { credentials: "same-origin" });
      if (answer.ok && !answer.redirected) text = await answer.text();
    } catch { /* shown as not readable below */ }
    // Without an answer the ordinary page says what is wrong.
    if (!text) { location.assign(link.href); return; }
    body.innerHTML = text;
    box.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "F4" || event.ctrlKey || event.altKey || event.metaKey || box.open) return;
    const row = event.target.closest("tr.cell, .item") || document.querySelector(".row-current");
    const link = row?.querySelector("[data-history]");
    if (!link) return;
    event.preventDefault();
    open(link);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-history]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
})();
