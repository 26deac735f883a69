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
  const touched = new Set(); // rows typed into since they were last saved, by the name before the dot
  const SIGNED_OUT = "Phiên đăng nhập đã hết, chưa lưu. Mở vocplan ở thẻ khác, đăng nhập lại, rồi bấm Lưu; nội dung còn trên màn hình.";
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
    if (answer.moved) comeBack();
  };
  // What was sent or checked is its drafter's again: it no longer enters into force by this page.
  const comeBack = () => {
    document.querySelectorAll(".draft-day, .button[value=force]").forEach((one) => { one.hidden = true; });
    const notice = document.createElement("p");
    const link = document.createElement("a");
    notice.className = "summary";
    notice.setAttribute("role", "alert");
    link.href = window.location.pathname;
    link.textContent = "Tải lại trang để gửi";
    notice.append("Dự thảo vừa được sửa nên phải gửi và kiểm tra lại. ", link);
    document.querySelector(".page-head").after(notice);
  };
  // Whoever is signed out is sent on to sign in, and from there, if she has signed in meanwhile, to a mere question for
  // this page; or she is answered with a refusal that is no JSON.
  const isSignedOut = (answer) => answer.redirected
    || (answer.status === 403 && !(answer.headers.get("content-type") || "").includes("json"));
  // Signed in again in another tab, the browser holds another secret than the one that this page came with.
  const freshSecret = () => {
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => { field.value = window.formSecret(field.form); });
  };
  const send = async (body, options = {}) => {
    const answer = await fetch(window.location.pathname, { method: "POST", body, headers: { Accept: "application/json" }, ...options });
    if (isSignedOut(answer)) throw new Error(SIGNED_OUT);
    if (answer.status >= 500) throw new Error("Máy chủ đang bận, chưa lưu; còn trên màn hình");
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.message || "Chưa lưu được, còn trên màn hình");
    return said;
  };
  const save = async () => {
    if (leaving) return;
    if (busy) { again = true; return; }
    busy = true;
    const sent = [...touched];
    touched.clear();
    let taken = false;
    try {
      freshSecret();
      const said = await send(new FormData(form));
      taken = true;
      busy = false;
      paint(said);
    } catch (error) {
      // A network that is gone throws an error of its own, in the browser's language.
      tell(error instanceof TypeError ? "Chưa lưu được: mất kết nối, còn trên màn hình" : error.message, false);
      sent.forEach((row) => touched.add(row));
    }
    busy = false;
    if (!taken) { again = false; pressed = null; return; }
    if (again) { again = false; await save(); return; }
    if (pressed) {
      const [of, button] = pressed;
      pressed = null;
      of.requestSubmit(button);
    }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(() => { timer = 0; save(); }, SAVE_AFTER); };
  // The rule of reporting is posted whole, the reports within the year with it.
  const groupOf = (name) => { const row = name.split(".")[0]; return row.startsWith("interim") ? "reporting" : row; };
  const touch = (field) => { if (field.name && field.name !== "paste") touched.add(groupOf(field.name)); };
  form.addEventListener("input", (event) => touch(event.target));
  form.addEventListener("draft:changed", (event) => { touched.add(event.detail); soon(); });
  form.addEventListener("change", (event) => {
    if (event.target.name === "paste") return;
    touch(event.target);
    const row = rowOf(event.target);
    if (row && event.target.type === "radio") draftRows.show(row);
    soon();
  });
  // A page that is left sends the rows that were typed into: what goes along with a closing page is small.
  window.addEventListener("pagehide", () => {
    if (leaving || !touched.size) return;
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (["csrfmiddlewaretoken", "version"].includes(name) || touched.has(groupOf(name))) body.append(name, value);
    }
    send(body, { keepalive: true }).catch(() => {});
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
    freshSecret();
    leaving = true;
    clearTimeout(timer);
  });

  // A candidate, or a starting value of the text, is taken over into its fields.
  const pick = (key) => {
    const row = rowOf(document.activeElement);
    const button = row && [...row.querySelectorAll("[data-pick]")].find((one) => one.querySelector("kbd")?.textContent === key);
    if (button) button.click();
    return Boolean(button);
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick], [data-fill]");
    if (!button) return;
    if ("pick" in button.dataset) {
      const field = rowOf(button).querySelector("select[name$='.indicator']");
      field.value = button.dataset.pick;
      touch(field);
    } else {
      for (const name of ["year", "value", "citation"]) form.elements[`${button.dataset.fill}.${name}`].value = button.dataset[name];
      touched.add(button.dataset.fill);
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
    text.split("\n").forEach((value, place) => {
      if (!column[from + place]) return;
      column[from + place].value = value.trim();
      touch(column[from + place]);
    });
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
  // All that is left of the group in hand: of the row's year or part, or the unseen numbers of a part of the text.
  const refuseMany = () => {
    const here = document.activeElement;
    const part = here.closest(".draft-part");
    const row = rowOf(here);
    const all = part
      ? draftRows.rows().filter((one) => one.id.startsWith("n") && draftRows.marks(one).some((mark) => part.contains(mark)))
      : row ? draftRows.groupOf(row) : [];
    const open = all.filter(draftRows.isOpen);
    if (!open.length) return false;
    const name = part ? "mục này" : `“${draftRows.titleOf(row).firstChild.textContent.trim()}”`;
    draftRows.setMany(open, "refused");
    document.getElementById("many").textContent = `Đã bỏ ${open.length} dòng của ${name}. Ctrl Z lấy lại.`;
    draftRows.next();
    return true;
  };
  const ask = () => {
    const row = rowOf(document.activeElement);
    const place = row && row.querySelector(".ask");
    if (!place) return false;
    if (row.matches(".target")) row.open = true;
    place.open = true;
    place.querySelector("input").focus();
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
    X: refuseMany,
    "?": ask,
    t: toText,
    1: () => pick("1"),
    2: () => pick("2"),
    3: () => pick("3"),
  };
  document.addEventListener("keydown", (event) => {
    const here = document.activeElement;
    if (event.key === "F2" && edit()) { event.preventDefault(); return; }
    if (event.key === "Enter" && here.matches(".ask input")) {
      event.preventDefault();
      if (here.name.endsWith(".answer")) here.closest(".ask").querySelector("button").click();
      return;
    }
    if (event.key === "Enter" && here.closest("#draft") && !here.matches("button, textarea, a, .draft-part > summary, .draft-paste > summary, .ask > summary")) {
      event.preventDefault();
      if (!event.ctrlKey) decide("taken");
      return;
    }
    if (types(here)) return;
    if (event.ctrlKey && event.key.toLowerCase() === "z" && draftRows.undo()) { event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = ACTS[event.key] || ACTS[event.key.toLowerCase()];
    if (act && act()) event.preventDefault();
  });
})();
