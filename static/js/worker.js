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
const answerTo = async (request) => {
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await keep(request, answer.clone());
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
  if (isForm || isPart) event.respondWith(answerTo(request));
});
// A page that was there before the worker says what it is made of.
self.addEventListener("message", (event) => {
  const { page, parts } = event.data;
  event.waitUntil(Promise.allSettled([page, ...parts].map(async (address) => {
    const request = new Request(address, { credentials: "same-origin" });
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await keep(request, answer);
  })));
});
