// The service worker: it keeps the built files, and says so honestly when there is no connection.
// It answers only what is listed here, the pages and files of one build. All else passes it by untouched: the live socket,
// the sign-in, documents, calendars. No response with a child's data is ever stored, because none is ever requested here.
// `portal_app/ui/worker.py` fills in the four constants after each build.

const VERSION = "{version}";
const SHELL = {shell};
const PAGES = new Set({pages});
const OFFLINE = "{offline}";

const CACHE = `portal-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  const others = (await caches.keys()).filter((name) => name.startsWith("portal-") && name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

// The reader has said "yes, the new version"; until then the old one stays, with what is typed on its pages.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (PAGES.has(pathname)) event.respondWith(page(event));
  } else if (pathname.startsWith("/assets/") || SHELL.includes(pathname)) {
    event.respondWith(built(event));
  }
});

/** A page always comes from the server, so that it is of the version that the server runs. */
async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

/** A built file never changes under its name: once fetched it is kept. */
async function built(event) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(event.request);
  if (kept) return kept;
  const answer = await fetch(event.request);
  if (answer.status === 200 && answer.headers.get("Cache-Control")?.includes("immutable")) {
    event.waitUntil(cache.put(event.request, answer.clone()));
  }
  return answer;
}
