/**
 * The service worker: keeps the page's own files on this device, so that it opens without the hub, and hands over to the
 * next build when a person says so. What sessions say never passes through here; push.ts listens for notifications.
 */
import { type AnswerFrom, answerFrom, type PageRequest } from './answer-from.ts';
import { pageCache } from './page-cache.ts';
import { listenForPush } from './push.ts';
import { receiveShared } from './receive-shared.ts';
import { type OpenPage, pageBuild, scope, type WorkerEvent } from './scope.ts';
import { isTakeOver } from './take-over.ts';

const cache = pageCache(pageBuild, scope.caches, (input, init) => fetch(input, init));
/** Milliseconds that a page has to come up before it counts as broken. */
const COMING_UP_MS = 10_000;

/** This worker was installed while no page of an older build was alive. */
let nothingToLose = false;

scope.addEventListener('install', (event: WorkerEvent) => {
  event.waitUntil(install());
});

scope.addEventListener('activate', (event: WorkerEvent) => {
  event.waitUntil(activate());
});

scope.addEventListener('message', (event) => {
  if (isTakeOver(event.data)) event.waitUntil(scope.skipWaiting());
  // Anything else: a page came up and is at rest.
  else event.waitUntil(tidyUp());
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  switch (fromWhere(request)) {
    case 'network':
      return;
    case 'share':
      event.respondWith(receiveShared(request, indexedDB));
      return;
    case 'shell':
      event.respondWith(cache.shell(request));
      return;
    case 'file':
      event.respondWith(cache.file(request));
      return;
    case 'named':
      event.respondWith(cache.named(request));
  }
});

listenForPush(scope);

async function install(): Promise<void> {
  await cache.fill();
  await cache.fillLater();
  nothingToLose = await pagesAreBlank();
  if (nothingToLose) await scope.skipWaiting();
}

/** What no page needs any more goes, what the browser threw away comes back. */
async function tidyUp(): Promise<void> {
  const { installing, waiting } = scope.registration;
  // The files of the next build are not ours to judge.
  if (!installing && !waiting) await cache.tidy(await lockedPages());
  await cache.fill().catch(() => {}); // the hub is away, or already of another build
  await cache.fillLater();
}

async function activate(): Promise<void> {
  await scope.clients.claim();
  if (!nothingToLose) return;
  // Not waited for: what they ask for is answered only after this.
  for (const page of await openPages()) page.navigate(page.url).catch(() => null);
}

/**
 * An older build that cannot start any more shows nobody a prompt, and its worker would keep it for ever: pages that are
 * open and do not hold their lock are blank, and nothing can be lost with them.
 */
async function pagesAreBlank(): Promise<boolean> {
  const blank = async () => (await openPages()).length > 0 && (await lockedPages()).length === 0;
  if (!scope.navigator.locks || !(await blank())) return false;
  await new Promise((resolve) => setTimeout(resolve, COMING_UP_MS));
  return blank();
}

/** Windows that show the page; an answer of the hub that was opened by itself is none. */
async function openPages(): Promise<OpenPage[]> {
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return windows.filter(({ url }) => fromWhere({ url, method: 'GET', mode: 'navigate' }) === 'shell');
}

function fromWhere(asked: PageRequest): AnswerFrom {
  return answerFrom(asked, scope.location.origin, pageBuild.named);
}

async function lockedPages(): Promise<string[]> {
  const { held = [] } = (await scope.navigator.locks?.query()) ?? {};
  return held.flatMap(({ name }) => name ?? []);
}
