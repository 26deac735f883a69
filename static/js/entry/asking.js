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
    // Sent on to sign in, and from there, if she has signed in meanwhile, to the same address as a mere question: what
    // was to be saved has reached nobody.
    const asksOnly = (options.method ?? "GET") === "GET";
    const isSignIn = new URL(answer.url).pathname.startsWith("/accounts/");
    if (answer.redirected && (isSignIn || !asksOnly)) throw new Unanswered("signed-out");
    if (answer.status === 304) return { status: 304 };
    // 403 without JSON: the secret of the form went with the session.
    if (!(answer.headers.get("content-type") || "").includes("json")) throw new Unanswered(answer.status === 403 ? "signed-out" : "strange");
    try {
      return { status: answer.status, ok: answer.ok, body: await answer.json() };
    } catch { throw new Unanswered("offline"); }
  };
  (window.entry ??= {}).asking = { ask, Unanswered };
})();
