// Opens the entry form without a line, once it was seen: the page as its person last saw it, with its scripts and styles.
// Everything kept here is wiped with the rest of the browser at sign-out and before another person (Clear-Site-Data).
"use strict";
const STORE = "forms";
// As long as a session lasts at most: an older form is not shown.
const LONGEST_MS = 12 * 60 * 60 * 1000;
const FORM = /^\/submissions\/\d+\/$/;

self.addEventListener("install", () => self.skipWaiting());

const keep = async (request, answer) => {
  const store = await caches.open(STORE);
  await store.put(request, answer);
};
// What the page asked for itself bears other headers than the browser's own asking: the address alone counts.
const SAME = { ignoreSearch: true, ignoreVary: true };
const isFresh = (answer) => Date.now() - Date.parse(answer.headers.get("Date") || "") < LONGEST_MS;
const kept = async (request) => {
  const store = await caches.open(STORE);
  const answer = await store.match(request, SAME);
  if (answer && isFresh(answer)) return answer;
  if (answer) await store.delete(request, SAME);
  return undefined;
};

// The network first, always: what is kept is only for when there is none.
const answerTo = async (event, request) => {
  try {
    const answer = await fetch(request);
    // The page does not wait for its copy, and a full disk keeps nobody from the page.
    if (answer.ok && !answer.redirected) event.waitUntil(keep(request, answer.clone()).catch(() => {}));
    return answer;
  } catch (error) {
    const answer = await kept(request);
    if (answer) return answer;
    throw error;
  }
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || address.search) return;
  const isForm = request.mode === "navigate" && FORM.test(address.pathname);
  const isPart = address.pathname.startsWith("/static/") && request.mode !== "navigate";
  if (isForm || isPart) event.respondWith(answerTo(event, request));
});
const take = async (address) => {
  // Not on to the sign-in page, which would set another form secret under the hands of whoever signs in.
  const request = new Request(address, { credentials: "same-origin", redirect: "manual" });
  const answer = await fetch(request);
  if (answer.ok) await keep(request, answer);
};
// A page that was there before the worker says what it is made of. The page comes last: once it is kept, all is.
self.addEventListener("message", (event) => {
  const { page, parts } = event.data;
  event.waitUntil(Promise.allSettled(parts.map(take)).then(() => take(page)).catch(() => {}));
});
