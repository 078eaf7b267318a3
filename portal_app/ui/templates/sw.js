// The service worker: caches the built files, and shows a page of its own when there is no connection.
// It handles only the pages and files of one build that are listed here, and never the socket, sign-in, documents
// or calendars. No response with a child's data is ever stored, because none is ever requested here.
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

// The user has chosen the new version; until then the old one stays, with what is typed on its pages.
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

/** A built file never changes under its name: once fetched it is cached. */
async function built(event) {
  const cache = await caches.open(CACHE);
  const cached = await cache.match(event.request);
  if (cached) return cached;
  const response = await fetch(event.request);
  if (response.status === 200 && response.headers.get("Cache-Control")?.includes("immutable")) {
    event.waitUntil(cache.put(event.request, response.clone()));
  }
  return response;
}
