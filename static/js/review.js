// The review page by keyboard: one row is current; keys press the button whose label they bear; D never wipes.
"use strict";
(() => {
  const form = document.getElementById("decision");
  const rows = [...form.querySelectorAll(".item")];
  const by = (id) => document.getElementById(id);
  const note = by("r-note"), which = by("note-for"), noteError = by("e-note"), ask = by("ask-which");
  const accept = by("accept-report"), back = by("return-report"), rest = by("agreed-others"), state = by("draft-state");
  const filters = [...form.querySelectorAll("[data-show]")];
  const WORDS = { agreed: ["Đồng ý", "saved"], returned: ["Trả lại", "returned"], "": ["chưa xem", "unseen"] };
  const SAVE_AFTER = 500;
  const changes = [];
  let current = null, shown = "", timer = 0, dirty = false;

  const reason = (row) => row.querySelector(".reason");
  const verdict = (row) => row.querySelector("[name^='v-']");
  const value = (row) => verdict(row)?.value || "";
  const linked = (row) => "linked" in row.dataset;
  const seen = (row) => linked(row) || value(row) !== "";
  const returned = () => rows.filter((row) => value(row) === "returned");
  const purpose = () => form.querySelector("[name=note_for]:checked")?.value || "";
  const PICKS = {
    "": () => true, warns: (row) => "warns" in row.dataset, changed: (row) => "changed" in row.dataset,
    unseen: (row) => !seen(row), duty: (row) => "duty" in row.dataset,
  };
  const visible = () => rows.filter((row) => !row.hidden);

  // 1 what the page says
  const main = () => [accept, back, ask].find((button) => !button.hidden);
  const tell = () => {
    const going = returned(), left = rows.filter((row) => !seen(row));
    const warned = left.filter(PICKS.warns).length, words = note.value.trim();
    by("seen-share").value = rows.length - left.length;
    by("seen-count").textContent = rows.length - left.length;
    const agreed = rows.filter((row) => value(row) === "agreed").length;
    by("seen-words").textContent = `${agreed} đồng ý, ${going.length} trả lại. Còn ${left.length} mục${warned ? `, ${warned} mục có cảnh báo` : ""}.`;
    which.hidden = !words || going.length > 0;
    const doubtful = words && !going.length && !purpose();
    const sends = going.length || (words && purpose() === "returned");
    ask.hidden = !doubtful;
    back.hidden = doubtful || !sends;
    accept.hidden = doubtful || sends;
    back.classList.add("button--primary");
    back.firstElementChild.textContent = going.length ? `Trả lại ${going.length} mục` : "Trả lại báo cáo";
    by("goes-back").textContent = going.length
      ? `Trả lại ${going.map((row) => row.dataset.title).join(", ")}. Các mục khác giữ nguyên. Muốn duyệt cả báo cáo: bỏ các kết luận trả lại.`
      : doubtful ? "Nhận xét này là lý do trả lại, hay chỉ ghi khi duyệt? Chọn một." : "";
    if (!doubtful) { noteError.hidden = true; }
    const calm = left.filter((row) => !PICKS.warns(row)).length;
    rest.hidden = !calm;
    rest.firstElementChild.textContent = `Đồng ý ${calm} mục không cảnh báo`;
    filters.forEach((button) => { button.querySelector("span").textContent = rows.filter(PICKS[button.dataset.show]).length; });
  };
  const paint = (row) => {
    const word = row.querySelector(".verdict-word");
    if (!word) return;
    const [label, icon] = WORDS[value(row)];
    word.dataset.said = value(row);
    word.lastElementChild.textContent = label;
    word.querySelector("use").setAttribute("href", `#i-${icon}`);
  };

  // 2 what is kept: each change of the page, soon after it and when the page is left
  const save = async (leaving) => {
    clearTimeout(timer);
    if (!dirty) return;
    dirty = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), keepalive: leaving, credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      state.textContent = `Đã lưu nháp lúc ${(await answer.json()).saved}`;
    } catch (error) {
      dirty = true;
      state.textContent = error.message === "409" ? "Báo cáo vừa được đổi ở nơi khác, nháp không lưu được. Tải lại trang." : "Chưa lưu được nháp, sẽ thử lại.";
      // A refusal by version comes again each time; a page that is left has no later.
      if (error.message !== "409" && !leaving) timer = setTimeout(save, 10 * SAVE_AFTER);
    }
  };
  const keep = () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, SAVE_AFTER); };

  const put = (row, word) => { verdict(row).value = word; paint(row); };
  const say = (row, word) => {
    if (value(row) === word) return;
    changes.push([row, value(row)]);
    put(row, word);
    tell();
    keep();
  };

  // 3 the current row
  const show = (row) => {
    if (!row) return;
    current = row;
    rows.forEach((one) => {
      one.querySelector(".row").classList.toggle("row-current", one === row);
      const tools = one.querySelector(".row-tools");
      if (tools) tools.hidden = one !== row;
    });
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => { const list = visible(); show(list[list.indexOf(current) + by]); };
  const filter = (name) => {
    shown = name;
    rows.forEach((row) => { row.hidden = !PICKS[name](row); });
    filters.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.show === name)));
    by("nothing-left").hidden = visible().length > 0;
    if (!visible().includes(current)) show(visible()[0]);
  };
  const press = (row, word) => {
    say(row, word);
    if (word === "agreed") { step(1); return; }
    const box = reason(row);
    if (!box.value && box.dataset.suggestion) { box.value = box.dataset.suggestion; keep(); }
    box.focus();
    box.select();
  };
  // Nothing goes back from here: what is typed next must land in a field, never among the keys.
  const explain = (row) => {
    state.textContent = `${row.dataset.title[0].toUpperCase()}${row.dataset.title.slice(1)} ${row.querySelector(".linked-report").textContent.trim()}: trả lại ở báo cáo đó. Ở đây chỉ ghi được vào nhận xét chung.`;
    note.focus();
  };

  // 4 concluding
  const question = () => {
    which.hidden = false;
    noteError.hidden = false;
    noteError.textContent = by("goes-back").textContent;
    which.querySelector("input").focus();
  };
  form.addEventListener("submit", (event) => {
    const bare = event.submitter === back && returned().find((row) => !reason(row).value.trim());
    if (bare) {
      event.preventDefault();
      if (bare.hidden) filter("");
      show(bare);
      state.textContent = `Ghi lý do trả lại ${bare.dataset.title}.`;
      reason(bare).setAttribute("aria-invalid", "true");
      reason(bare).focus();
      return;
    }
    dirty = false;
    clearTimeout(timer);
  });
  ask.addEventListener("click", question);
  rest.addEventListener("click", () => {
    rows.filter((row) => !seen(row) && !PICKS.warns(row)).forEach((row) => say(row, "agreed"));
  });

  document.addEventListener("keydown", (event) => {
    const writing = event.target.matches("input:not([type=radio]), textarea, select");
    if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); main().click(); return; }
    if (event.target.matches(".reason")) {
      if (event.key === "Enter") { event.preventDefault(); event.target.blur(); step(1); }
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (writing) { if (event.key === "Escape") event.target.blur(); return; }
    const name = event.key.toLowerCase();
    if (name === "z" && event.ctrlKey && !document.querySelector("[data-key='ctrl+z']")) {
      const [row, word] = changes.pop() || [];
      if (row) { event.preventDefault(); put(row, word); show(row); tell(); keep(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (name === "arrowdown" || name === "arrowup") { event.preventDefault(); step(name === "arrowdown" ? 1 : -1); return; }
    if (!current) return;
    if (name === "t" && linked(current)) { event.preventDefault(); explain(current); return; }
    const bears = event.shiftKey ? `shift+${name}` : name;
    const button = [current, form].map((part) => part.querySelector(`[data-key="${CSS.escape(bears)}"]:not([hidden])`)).find((found) => found && found.offsetParent);
    if (button) { event.preventDefault(); button.click(); }
  });
  form.addEventListener("click", (event) => {
    const row = event.target.closest(".item"), said = event.target.closest("[data-verdict]");
    if (row) show(row);
    if (said) press(row, said.dataset.verdict);
    const pick = event.target.closest("[data-show]");
    if (pick) filter(pick.dataset.show);
  });
  form.addEventListener("input", (event) => {
    const row = event.target.matches(".reason") && event.target.closest(".item");
    if (row) {
      reason(row).removeAttribute("aria-invalid");
      if (row && reason(row).value.trim()) say(row, "returned");
      else if (value(row) === "returned") say(row, "");
    }
    tell();
    keep();
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(true); });
  window.addEventListener("pagehide", () => save(true));

  // 5 what would change, beside the report and in each row that it is made of
  const effects = by("effect-list");
  fetch(effects.dataset.url, { credentials: "same-origin" }).then(async (answer) => {
    if (!answer.ok || answer.redirected) return;
    effects.innerHTML = await answer.text();
    effects.querySelectorAll("[data-codes]").forEach((line) => {
      const codes = line.dataset.codes.split(" ");
      rows.filter((row) => codes.includes(row.dataset.key) && row.querySelector(".effect")).forEach((row) => {
        const words = document.createElement("p");
        words.append("Nếu duyệt: ", ...[...line.cloneNode(true).childNodes]);
        row.querySelector(".effect").append(words);
      });
    });
  }).catch(() => {});

  document.documentElement.classList.add("has-script");
  const refused = rows.find((row) => row.querySelector(".field-error"));
  if (rows.length) show(refused || rows.find((row) => PICKS.warns(row) && !seen(row)) || rows.find((row) => !seen(row)) || rows[0]);
  tell();
})();
