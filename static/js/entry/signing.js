// The session is over: sign in here, in place. What has been typed stays where it is and is saved as soon as that is done.
"use strict";
(() => {
  const box = document.getElementById("sign-in-again");
  if (!box) return;
  const password = box.querySelector("input");
  const says = box.querySelector("[role=alert]");
  const { login, username } = box.dataset;

  const open = () => { box.hidden = false; };
  const close = () => {
    box.hidden = true;
    password.value = "";
    says.textContent = "";
  };
  const secretOf = async () => {
    const answer = await fetch(login, { credentials: "same-origin", cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("form [name=csrfmiddlewaretoken]")?.value;
  };
  const tell = (text) => { says.textContent = text; password.focus(); password.select(); };

  const signIn = async () => {
    const secret = await secretOf();
    const body = new URLSearchParams({ csrfmiddlewaretoken: secret, username, password: password.value, next: box.dataset.next });
    const answer = await fetch(login, { method: "POST", body, credentials: "same-origin", cache: "no-store" });
    if ((answer.headers.get("content-type") || "").includes("json")) return true;
    if (answer.status === 429) { tell("Sai mật khẩu quá nhiều lần, tạm khóa. Chờ ít phút rồi gõ lại; những gì đã gõ vẫn giữ trên máy này."); return false; }
    const isAnother = !new URL(answer.url).pathname.startsWith(new URL(login, location.href).pathname);
    tell(isAnother ? "Tài khoản này cần thêm một bước: đăng nhập ở thẻ mới rồi quay lại đây." : "Mật khẩu chưa khớp. Gõ lại; chữ hoa, chữ thường khác nhau.");
    return false;
  };
  const submit = async () => {
    if (!password.value) { tell("Gõ mật khẩu."); return; }
    try {
      if (!(await signIn())) return;
    } catch { tell("Chưa có mạng. Thử lại khi có mạng."); return; }
    close();
    document.dispatchEvent(new Event("signed-in"));
  };
  box.querySelector("button").addEventListener("click", submit);
  password.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); submit(); }
  });
  entry.signing = { open, close };
})();
