// Keeps the page on this device, so that it opens when the server cannot be reached. The server's page goes first.
const scope = globalThis as unknown as ServiceWorkerGlobalScope;
/** The files of the page and a name for all of them together; written in here by the build. */
declare const SHELL: { version: string; files: string[] };

const PREFIX = 'tincan-';
const CACHE = PREFIX + SHELL.version;
const PAGE = '/';
/** Addresses that show the page; everything else is none of our business unless it is one of its files. */
const SHOWS_PAGE = /^\/(?:c\/[^/]+\/?|direct\/?)?$/;
/** What a proxy answers when there is no server behind it. */
const NO_SERVER = new Set([502, 503, 504]);

scope.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll([PAGE, ...SHELL.files]))
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith(PREFIX) && name !== CACHE))
      // A page that was open during an update may still load parts of the version it came from.
      .then((old) => Promise.all(old.slice(0, -1).map((name) => caches.delete(name))))
      .then(() => scope.clients.claim()),
  );
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== scope.location.origin) return;
  if (request.mode === 'navigate') {
    if (SHOWS_PAGE.test(pathname)) event.respondWith(page(request));
  } else if (SHELL.files.includes(pathname) || pathname.startsWith('/assets/')) {
    event.respondWith(file(request, pathname));
  }
});

/** The server's page where there is a server, else the one that was kept. */
async function page(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (!NO_SERVER.has(response.status)) return response;
    return (await kept(PAGE)) ?? response;
  } catch (unreachable) {
    const response = await kept(PAGE);
    if (response === undefined) throw unreachable;
    return response;
  }
}

/** Names of assets say what is in them: one that is kept is the right one. The others may change under their names. */
async function file(request: Request, pathname: string): Promise<Response> {
  if (pathname.startsWith('/assets/')) return (await caches.match(request)) ?? fetch(request);
  return fetch(request).catch(async (unreachable) => {
    const response = await kept(pathname);
    if (response === undefined) throw unreachable;
    return response;
  });
}

async function kept(url: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(url);
}
