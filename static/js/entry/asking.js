// Ask the server: an answer in JSON, or the reason why there is none, with the time after which to ask again.
"use strict";
(() => {
  const RETRY_SECONDS = 5;

  class Unanswered extends Error {
    constructor(reason, seconds = RETRY_SECONDS) {
      super(reason);
      this.reason = reason; // "offline", "busy", "signed-out", "strange"
      this.seconds = seconds;
    }
  }

  const ask = async (address, options = {}) => {
    let answer;
    try {
      answer = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options });
    } catch { throw new Unanswered("offline"); }
    if (answer.status === 503) throw new Unanswered("busy", Number(answer.headers.get("Retry-After")) || RETRY_SECONDS);
    if (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) throw new Unanswered("signed-out");
    if (answer.status === 304) return { status: 304 };
    // 403 without JSON: the secret of the form went with the session.
    if (!(answer.headers.get("content-type") || "").includes("json")) throw new Unanswered(answer.status === 403 ? "signed-out" : "strange");
    try {
      return { status: answer.status, ok: answer.ok, body: await answer.json() };
    } catch { throw new Unanswered("offline"); }
  };
  (window.entry ??= {}).asking = { ask, Unanswered };
})();
