import { cacheName, type PageBuild, unneededCaches } from './page-build.ts';

/** The page's files on this device, one cache for each build. No answer of the hub's API is ever in it. */
export interface PageCache {
  /** Resolves when the first screen is complete here; rejects when it cannot be. */
  fill(): Promise<void>;
  /** Fetches what is missing of the later parts; never rejects. */
  fillLater(): Promise<void>;
  /** The shell, from here if the first screen is whole, else from the hub. */
  shell(request: Request): Promise<Response>;
  /** A file whose name says its content: from any build that is here, else from the hub. */
  file(request: Request): Promise<Response>;
  /** A file whose content may change: from the hub, and from here when that cannot be reached. */
  named(request: Request): Promise<Response>;
  /** Deletes the builds that no open page needs. */
  tidy(locks: readonly string[]): Promise<void>;
}

const SHELL = '/index.html';

export function pageCache(build: PageBuild, caches: CacheStorage, fetch: typeof globalThis.fetch): PageCache {
  const name = cacheName(build);

  /** Files with the same name in another build are the same: an update fetches only what changed. */
  async function add(cache: Cache, path: string): Promise<void> {
    if (await cache.match(path)) return;
    const known = await caches.match(path);
    await cache.put(path, known ?? (await fetched(fetch, path)));
  }

  async function addShell(cache: Cache): Promise<void> {
    const shell = await fetched(fetch, SHELL, 'reload');
    // Between the worker and the shell the hub may have been replaced: two builds must not be mixed.
    if (!(await shell.clone().text()).includes(build.entry)) throw new Error('the shell is of another build');
    await cache.put(SHELL, shell);
  }

  async function fillLater(): Promise<void> {
    const cache = await caches.open(name);
    for (const path of [...build.later, ...build.named]) await add(cache, path).catch(() => {});
  }

  return {
    fillLater,
    async fill() {
      const cache = await caches.open(name);
      if (!(await cache.match(SHELL))) await addShell(cache);
      await Promise.all(build.first.map((path) => add(cache, path)));
    },
    async shell(request) {
      const cache = await caches.open(name);
      const [shell, ...first] = await Promise.all([SHELL, ...build.first].map((path) => cache.match(path)));
      // The browser may have thrown some of it away; half a page is a blank page.
      if (shell && first.every(Boolean)) return shell;
      try {
        return await fetch(request);
      } catch (error) {
        const older = await caches.match(SHELL);
        if (!older) throw error;
        return older;
      }
    },
    async file(request) {
      return (await caches.match(request.url)) ?? fetch(request);
    },
    async named(request) {
      try {
        return await fetch(request);
      } catch (error) {
        const kept = await caches.match(request.url);
        if (!kept) throw error;
        return kept;
      }
    },
    async tidy(locks) {
      const unneeded = unneededCaches(await caches.keys(), name, locks);
      await Promise.all(unneeded.map((one) => caches.delete(one)));
    },
  };
}

async function fetched(
  fetch: typeof globalThis.fetch,
  path: string,
  cache: RequestCache = 'default',
): Promise<Response> {
  const response = await fetch(path, { cache, credentials: 'omit' });
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  return response;
}
