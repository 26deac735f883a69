// "Nộp báo cáo" waits until everything typed has arrived. Without a line, or without a session, the report waits here
// and sends itself; how long it waited goes with it, because the moment of pressing is kept.
"use strict";
(() => {
  const { form } = entry.fields;
  const STORE = `vocplan-send:${form.dataset.key}`;
  const RETRY_MS = 5000;
  const notice = document.getElementById("send-waits");
  const held = form.elements.namedItem("held_seconds");
  let going = false;
  let retry = 0;

  // A press is of one version of the report: what went, or came back, meanwhile is not sent again by itself.
  const version = () => form.elements.namedItem("version").value;
  const pressedAt = () => {
    try {
      const [at, of] = (localStorage.getItem(STORE) || "").split(" ");
      return of === version() ? Number(at) || 0 : 0;
    } catch { return 0; }
  };
  const keep = (at) => {
    try { if (at) localStorage.setItem(STORE, `${at} ${version()}`); else localStorage.removeItem(STORE); } catch { /* then it waits as long as the page is open */ }
  };
  const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

  const wait = (at, reason) => {
    keep(at);
    const why = reason === "signed-out" ? "Phiên đăng nhập đã hết" : reason === "busy" ? "Máy chủ đang bận" : "Chưa có mạng";
    const then = reason === "signed-out" ? "đăng nhập lại" : reason === "busy" ? "máy chủ rảnh" : "có mạng";
    notice.querySelector("p").textContent = `${why}, báo cáo chưa nộp. Đã bấm Nộp lúc ${clock(at)}; báo cáo tự nộp khi ${then}, giờ bấm được ghi lại.`;
    notice.hidden = false;
    clearTimeout(retry);
    retry = setTimeout(goOn, RETRY_MS);
  };
  const cancel = () => {
    keep(0);
    clearTimeout(retry);
    notice.hidden = true;
  };

  const send = async (at, button) => {
    if (going) return;
    going = true;
    entry.saving.saveRemembered();
    await entry.saving.settled();
    try {
      await entry.asking.ask(form.dataset.cells);
    } catch (error) {
      going = false;
      if (error.reason === "signed-out") entry.signing.open();
      wait(at, error.reason);
      return;
    }
    held.value = Math.max(0, Math.round((Date.now() - at) / 1000));
    keep(0);
    // Not before this event is over: a form that is just being submitted ignores a second request.
    setTimeout(() => form.requestSubmit(button));
  };
  const goOn = () => { const at = pressedAt(); if (at) send(at, form.querySelector("[name=submit]")); };

  form.addEventListener("submit", (event) => {
    if (going) return;
    event.preventDefault();
    // Typing of an earlier visit that nobody has decided on would stay behind.
    if (entry.saving.asks()) { document.querySelector("#kept-cells [data-restore]").focus(); return; }
    if (event.submitter?.name === "save") { entry.saving.saveRemembered(); return; }
    send(Date.now(), event.submitter);
  });
  form.querySelector("[data-print]").addEventListener("click", () => window.print());
  notice.querySelector("button").addEventListener("click", cancel);
  window.addEventListener("online", goOn);
  document.addEventListener("signed-in", goOn);
  entry.sending = { goOn };
  // She pressed with all that stood there then: it goes back into the form before the report goes.
  if (pressedAt()) {
    entry.saving.restore();
    goOn();
  }
})();
