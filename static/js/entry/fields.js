// The entry form's fields: a cell or a duty is a code with a value (v), a kind or state (k), a note (n), a version (s).
"use strict";
(() => {
  const form = document.getElementById("entry-form");
  const field = (code, part) => form.elements.namedItem(`${part}-${code}`);
  const isChoice = (one) => one instanceof RadioNodeList;
  const given = (one) => {
    if (!one) return "";
    return isChoice(one) ? [...one].find((radio) => radio.defaultChecked)?.value ?? "" : one.defaultValue;
  };
  const fields = {
    form,
    field,
    // What stands in the fields, and what the server wrote there, whatever has been typed over it since.
    read: (code) => Object.fromEntries(["v", "k", "n"].map((part) => [part, field(code, part)?.value ?? ""])),
    given: (code) => Object.fromEntries(["v", "k", "n"].map((part) => [part, given(field(code, part))])),
    write(code, part, value) {
      const one = field(code, part);
      if (!one) return;
      if (isChoice(one)) one.forEach((radio) => { radio.checked = radio.value === value; });
      else if (one.value !== value) one.value = value;
    },
    version: (code) => field(code, "s")?.value,
    key: (values) => JSON.stringify(values),
    // The cells and duties that can be changed here, in the order of the form.
    codes: () => [...form.querySelectorAll(".cell[data-code]")].map((row) => row.dataset.code).filter((code) => field(code, "v")),
    row: (code) => document.getElementById(`cell-${code}`),
    said: (code) => document.querySelector(`#say-${CSS.escape(code)} .said, #say-${CSS.escape(code)}.said`),
    // Of an element in the row or in the line below it.
    codeOf: (element) => element?.closest?.("[data-code]")?.dataset.code,
    isDuty: (code) => code.startsWith("duty-"),
    isCell: (code) => Boolean(code) && !code.startsWith("duty-") && Boolean(field(code, "v")),
    // "Ô 16", "Nhiệm vụ V.12.1"
    place(code) {
      const words = fields.row(code)?.dataset.place ?? code;
      return words[0].toUpperCase() + words.slice(1);
    },
    csrf: () => window.formSecret(form),
  };
  window.entry = { fields };
})();
