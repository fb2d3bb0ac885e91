/**
 * Keeps the rescue page on the phone, apart from the worker of the app, so that neither takes the other along when
 * it breaks. The server puts `const BUILD` and `const FILES` in front of this file (app/shell/views.py).
 */
declare const BUILD: string;
declare const FILES: string[];

const worker = globalThis as unknown as ServiceWorkerGlobalScope;

const PREFIX = "wz-rescue-";
const CACHE = PREFIX + BUILD;

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
  // Nothing is ever begun on this page that another build could disturb.
  await worker.skipWaiting();
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function answer(address: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(CACHE)).match(address);
  return kept ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(keep()));
worker.addEventListener("activate", (event) => event.waitUntil(dropOthers()));

worker.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method === "GET" && FILES.includes(pathname)) {
    event.respondWith(answer(pathname, event.request));
  }
});

export {};
