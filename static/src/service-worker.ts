/**
 * Keeps the app's shell on the phone and nothing else: it never sees a non-GET request or the API,
 * uploads nothing and knows nothing of inspections (sync.md amendment 10). The server puts
 * `const BUILD` and `const FILES` in front of this file (app/shell/views.py).
 */
declare const BUILD: string;
/** Addresses of the shell; the first one is the page. */
declare const FILES: string[];

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const PREFIX = "wz-shell-";
const CACHE = PREFIX + BUILD;
const PAGE = "/f/";

async function keepShell(): Promise<void> {
  const cache = await caches.open(CACHE);
  // "reload" goes past the HTTP cache: a shell must come whole from one build.
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
}

async function dropOtherShells(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** The app's page for every address of it, but for the other pages that the shell holds. */
function keptPage(pathname: string): string | undefined {
  if (!pathname.startsWith(PAGE)) return undefined;
  return FILES.includes(pathname) ? pathname : PAGE;
}

/** Which kept file answers a request; undefined leaves it to the network. */
function keptAddress(request: Request): string | undefined {
  if (request.method !== "GET") return undefined;
  const url = new URL(request.url);
  if (url.origin !== worker.location.origin || url.pathname.startsWith("/api/")) return undefined;
  if (request.mode === "navigate") return keptPage(url.pathname);
  const address = url.pathname + url.search;
  return FILES.includes(address) ? address : undefined;
}

async function answer(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(address);
  return kept ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(keepShell()));
worker.addEventListener("activate", (event) => event.waitUntil(dropOtherShells()));

worker.addEventListener("fetch", (event) => {
  const address = keptAddress(event.request);
  if (address !== undefined) event.respondWith(answer(address, event.request));
});

// A new build waits for the page's word, so that it never takes over in the middle of a record.
worker.addEventListener("message", (event) => {
  if (event.data === "take-over") void worker.skipWaiting();
});
