// Kept sheets without a network: copies of them, of "Mes fiches" and of their styles and scripts, and
// of nothing else: never of a search. Registered when a sheet is kept.
"use strict";
const CACHE = "orientess-fiches-1"; // a higher number leaves the copies of a release behind
const LIST = "/mes-fiches";
const OLD_MS = 86400000;

const isFresh = (copy) => copy && Date.now() - Date.parse(copy.headers.get("date")) < OLD_MS;

// Makes the copies be those of these pages: what is new or a day old comes, what is left out goes.
const hold = async (addresses) => {
  if (!addresses.length) {
    await caches.delete(CACHE);
    return [];
  }
  const cache = await caches.open(CACHE);
  const needed = new Set(addresses);
  const held = [];
  for (const address of addresses) {
    let copy = await cache.match(address);
    if (!isFresh(copy)) {
      const answer = await fetch(address).catch(() => null);
      if (answer?.ok) {
        await cache.put(address, answer);
        copy = await cache.match(address);
      }
    }
    if (!copy) continue;
    held.push(address);
    for (const [, file] of (await copy.text()).matchAll(/"(\/static\/[^"]+)"/g)) {
      needed.add(file);
      if (!(await cache.match(file))) await cache.add(file).catch(() => {});
    }
  }
  for (const { url } of await cache.keys()) {
    const { pathname, search } = new URL(url);
    if (!needed.has(pathname + search)) await cache.delete(url);
  }
  return held;
};

let last = Promise.resolve(); // one list at a time
self.addEventListener("message", (event) => {
  last = last.then(() => hold(event.data)).catch(() => []);
  event.waitUntil(last.then((held) => event.ports[0].postMessage(held)));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) =>
    Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))));
});

// The copy of a page, or the list of what is kept; each has a hidden note that says it is a copy.
const copyOf = async (path) => {
  if (!(await caches.has(CACHE))) return Response.error();
  const pages = await (await caches.open(CACHE)).keys();
  const find = (sought) => pages.find(({ url }) => sought(new URL(url).pathname));
  const page = find((each) => each === path) ?? find((each) => each.endsWith(LIST));
  if (!page) return Response.error();
  const copy = await caches.match(page);
  const html = (await copy.text()).replace('class="note copy" hidden', 'class="note copy"');
  return new Response(html, { headers: copy.headers });
};
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const isPage = request.mode === "navigate";
  if (request.method !== "GET" || origin !== location.origin || !(isPage || pathname.startsWith("/static/"))) return;
  const kept = async () => (isPage ? copyOf(pathname) : (await caches.match(request)) ?? Response.error());
  event.respondWith(fetch(request).catch(kept));
});
