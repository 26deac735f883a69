// The review page by keyboard: one row is current, D agrees and moves on, T asks for the reason, Ctrl Enter concludes.
"use strict";
(() => {
  const form = document.getElementById("decision");
  const items = [...form.querySelectorAll(".item")];
  const counter = document.getElementById("return-count");
  const reason = (item) => item.querySelector(".reason");
  let current = -1;

  const show = (place) => {
    if (place < 0 || place >= items.length) return;
    current = place;
    items.forEach((item, index) => {
      item.querySelector(".row").classList.toggle("row-current", index === place);
      const tools = item.querySelector(".row-tools");
      if (tools) tools.hidden = index !== place && !reason(item).value.trim();
    });
    items[place].scrollIntoView({ block: "nearest" });
  };
  const count = () => {
    const returned = items.filter((item) => reason(item)?.value.trim()).length;
    counter.textContent = returned ? `${returned} ô có lý do trả lại.` : "Chưa có ô nào ghi lý do trả lại.";
    document.getElementById("return-submission").textContent = returned ? `Trả lại ${returned} mục cho đơn vị` : "Trả lại cho đơn vị";
  };

  document.addEventListener("keydown", (event) => {
    const writing = event.target.matches("input, textarea, select");
    if (event.key === "Enter" && event.ctrlKey) {
      const returned = items.some((item) => reason(item)?.value.trim());
      form.requestSubmit(form.querySelector(returned ? "[name=return]" : "[name=accept]"));
      return;
    }
    if (event.key === "Enter" && event.target.matches(".reason")) { event.preventDefault(); event.target.blur(); show(current + 1); return; }
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowDown: () => show(current + 1), ArrowUp: () => show(current - 1),
      d: () => { const box = reason(items[current]); if (box) { box.value = ""; count(); } show(current + 1); },
      t: () => { const box = reason(items[current]); if (box) box.focus(); },
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act && items.length) { event.preventDefault(); act(); }
  });
  form.addEventListener("click", (event) => {
    const item = event.target.closest(".item");
    if (item) show(items.indexOf(item));
  });
  form.addEventListener("input", count);

  if (items.length) {
    const flagged = items.findIndex((item) => item.querySelector(".says .icon"));
    const first = items.findIndex((item) => reason(item));
    show(flagged >= 0 ? flagged : Math.max(first, 0));
    count();
  }
})();
