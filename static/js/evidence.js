// Evidence: looked at before it is sent, then file by file and piece by piece; a lost line goes on where it stopped.
"use strict";
(() => {
  const form = document.getElementById("evidence-form");
  if (!form) return;
  const input = form.querySelector("input[type=file]");
  const box = document.getElementById("evidence-refused");
  const going = document.getElementById("evidence-going");
  const LARGEST = Number(form.dataset.largest);
  const MOST = Number(form.dataset.most);
  const PIECE = 1024 * 1024;
  const RETRY_MS = 5000;
  const KINDS = input.accept.split(",").map((kind) => kind.trim());
  let refused = [];
  let line = Promise.resolve();

  const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1).replace(".", ",")} MB`;
  const listed = () => document.querySelectorAll("#evidence-files li").length;

  const refuse = (message) => {
    refused.push(message);
    box.querySelector("h2").textContent = `${refused.length} tệp chưa nhận được`;
    box.querySelector("ul").replaceChildren(...refused.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    box.hidden = false;
    box.focus();
  };
  const fault = (file, place) => {
    if (!KINDS.some((kind) => file.name.toLowerCase().endsWith(kind))) return `“${file.name}”: loại tệp này không được nhận. Chỉ nhận ${KINDS.join(", ")}.`;
    if (!file.size) return `“${file.name}”: tệp rỗng, không có nội dung. Kiểm tra lại tệp trên máy.`;
    if (file.size > LARGEST) return `“${file.name}”: ${megabytes(file.size)}, lớn hơn ${LARGEST / 1048576} MB. Giảm dung lượng hoặc tách thành nhiều tệp.`;
    if (place >= MOST) return `“${file.name}”: báo cáo nhận nhiều nhất ${MOST} tệp. Gỡ bớt một tệp rồi gửi lại.`;
    return "";
  };
  // The same file chosen again has the same key, so that it goes on.
  const keyOf = async (file) => {
    const first = await file.slice(0, 65536).arrayBuffer();
    const words = new TextEncoder().encode(`${file.name}|${file.size}|${file.lastModified}|`);
    const all = new Uint8Array(words.length + first.byteLength);
    all.set(words);
    all.set(new Uint8Array(first), words.length);
    // Browsers give no digest to a page that came without TLS; a key has only to be the same for the same file.
    if (!crypto.subtle) return [...all].reduce((sum, byte) => (sum * 31n + BigInt(byte)) % (1n << 256n), 7n).toString(16).padStart(64, "0");
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  const ask = async (address, options) => {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options });
    if (answer.redirected || !(answer.headers.get("content-type") || "").includes("json")) throw new Error("not answered");
    return { status: answer.status, body: await answer.json() };
  };
  const again = () => new Promise((resolve) => {
    const timer = setTimeout(resolve, RETRY_MS);
    window.addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
  });

  const show = (file) => {
    const row = document.createElement("li");
    row.innerHTML = '<span></span> <progress class="meter" max="100" value="0"></progress> <span role="status"></span>';
    const [name, bar, says] = row.children;
    name.textContent = file.name;
    bar.setAttribute("aria-label", `Đang gửi ${file.name}`);
    going.append(row);
    return {
      at(received, words) {
        const percent = Math.floor((received * 100) / file.size);
        bar.value = percent;
        says.textContent = words || `${percent}%`;
      },
      end: () => row.remove(),
    };
  };

  const send = async (file) => {
    const row = show(file);
    const key = await keyOf(file);
    let received = null;
    for (;;) {
      try {
        if (received === null) received = (await ask(`${form.dataset.part}?key=${key}`)).body.received;
        const body = new FormData();
        for (const [name, value] of Object.entries({ key, name: file.name, size: file.size, offset: received })) body.append(name, value);
        body.append("piece", file.slice(received, received + PIECE), "piece");
        const answer = await ask(form.dataset.part, { method: "POST", body, headers: { "X-CSRFToken": window.formSecret(form) } });
        if (answer.body.error) { refuse(answer.body.error); break; }
        received = answer.body.received;
        row.at(received);
        if (answer.body.done) { arrived(answer.body); break; }
      } catch {
        row.at(received ?? 0, "Đứt mạng, đang chờ để gửi tiếp");
        received = null;
        await again();
      }
    }
    row.end();
  };
  const arrived = (result) => {
    document.getElementById("evidence-files").innerHTML = result.list;
    document.getElementById("evidence-count").textContent = `${listed()} tệp`;
  };

  const take = (files) => {
    refused = [];
    box.hidden = true;
    let place = listed();
    for (const file of files) {
      const message = fault(file, place);
      if (message) { refuse(message); continue; }
      place += 1;
      // One file after the other: a weak line carries one whole file sooner than parts of all.
      line = line.then(() => send(file));
    }
    input.value = "";
  };
  input.addEventListener("change", () => take([...input.files]));
  form.addEventListener("submit", (event) => { event.preventDefault(); if (input.files.length) take([...input.files]); else input.click(); });
  window.addEventListener("beforeunload", (event) => { if (going.children.length) event.preventDefault(); });
})();
