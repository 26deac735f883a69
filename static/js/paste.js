// Paste a column or block from Excel into the entry form: the server matches it, this only shows what it answers.
"use strict";
(() => {
  const form = document.getElementById("entry-form");
  const opener = document.getElementById("paste-column");
  if (!form || !opener) return;
  let start = "";
  let block = "";
  let box = null;

  const { csrf } = entry.fields;
  const codeOf = (element) => element.closest?.("tr.cell")?.dataset.code;
  const field = (code) => form.elements.namedItem(`v-${code}`);
  const firstCell = () => [...form.querySelectorAll("tr.cell")].map((row) => row.dataset.code).find(field) || "";

  const drop = () => {
    box?.remove();
    box = null;
  };

  // The answer stands under the last cell that it speaks of.
  const show = (html, under) => {
    drop();
    box = document.createElement("tr");
    box.className = "paste-row";
    box.innerHTML = `<td colspan="6">${html}</td>`;
    const codes = [...box.querySelectorAll("[data-cell]")].map((row) => row.dataset.cell);
    document.getElementById(`say-${codes.pop() || under}`).after(box);
    (box.querySelector("textarea, [data-paste=take], [data-paste=answer]") || box.querySelector("[data-paste=drop]")).focus();
    box.scrollIntoView({ block: "nearest" });
  };

  const ask = async (text, answer) => {
    const options = { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" };
    let address = `${opener.href}?start=${encodeURIComponent(start)}`;
    if (text !== null) {
      const body = new FormData();
      body.append("text", text);
      body.append("start", start);
      body.append("answer", answer);
      address = opener.href;
      Object.assign(options, { method: "POST", body, headers: { ...options.headers, "X-CSRFToken": csrf() } });
    }
    const response = await fetch(address, options);
    if (response.redirected || ![200, 422].includes(response.status)) throw new Error("not answered");
    show(await response.text(), start);
  };
  // Without an answer the page of its own still works, and says what is wrong.
  const look = (text, answer = "") => ask(text, answer).catch(() => { location.href = `${opener.href}?start=${encodeURIComponent(start)}`; });

  const take = () => {
    const cells = [...box.querySelectorAll("[data-v]")].map((row) => {
      const { cell: code, v, k, n, s } = row.dataset;
      return { code, v, k, n, s };
    });
    drop();
    form.dispatchEvent(new CustomEvent("take", { detail: cells.filter((cell) => field(cell.code)) }));
    field(start)?.focus();
  };

  form.addEventListener("focusin", (event) => {
    const code = codeOf(event.target);
    if (code && field(code)) start = code;
  });
  form.addEventListener("paste", (event) => {
    const text = (event.clipboardData?.getData("text/plain") || "").replace(/[\r\n]+$/, "");
    if (event.target.id === "pasted-block") {
      event.preventDefault();
      block = text;
      look(block);
      return;
    }
    const code = codeOf(event.target);
    // One value goes into its cell as ever; a note keeps its tabs and lines.
    if (!code || event.target !== field(code) || !/[\t\r\n]/.test(text)) return;
    event.preventDefault();
    start = code;
    block = text;
    look(block);
  });
  form.addEventListener("click", (event) => {
    const verb = event.target.closest("[data-paste]")?.dataset.paste;
    if (verb === "take") take();
    if (verb === "look") {
      block = document.getElementById("pasted-block").value;
      look(block);
    }
    if (verb === "answer") look(block, event.target.closest("[data-answer]").dataset.answer);
    if (verb === "drop") { drop(); field(start)?.focus(); }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && box) { drop(); field(start)?.focus(); }
  });
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    start = start || firstCell();
    look(null);
  });
})();
