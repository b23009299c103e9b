/**
 * Notifications: what the hub pushes is shown in the device's language, taken away when it is settled, and a request may
 * be denied right there. Nothing is ever allowed from here: that needs the page, where everything asked is seen.
 */
import type { PushMessage } from '@claude-remote/protocol';
import { inert } from '../transcript/inert-text.ts';
import { type Carried, carriedBy } from './carried.ts';
import { type DenialParts, denialKey, sendDenial, sendKeptDenials } from './denials.ts';
import { inTurn } from './in-turn.ts';
import { pushMemory } from './push-memory.ts';
import { sayIn, sentenceOf } from './push-words.ts';
import { renewSubscription } from './renew-subscription.ts';
import type { WorkerEvent, WorkerScope } from './scope.ts';

interface PushingEvent extends WorkerEvent {
  readonly data: { json(): unknown } | null;
}

interface ClickEvent extends WorkerEvent {
  readonly notification: Notification;
  /** Empty: the notification itself was tapped. */
  readonly action: string;
}

interface ChangeEvent extends WorkerEvent {
  readonly oldSubscription?: PushSubscription | null;
}

/** `actions`, `timestamp` and `renotify` are in browsers, not in the types of pages. */
interface Shown extends NotificationOptions {
  readonly tag: string;
  readonly actions?: readonly { readonly action: string; readonly title: string }[];
  readonly timestamp?: number;
  readonly renotify?: boolean;
  readonly data: Carried;
}

const SYNC_TAG = 'denials';
const INBOX = '/inbox';
/** A denial that could not be delivered for a day decides nothing any more. */
const DENIAL_LIVES_MS = 86_400_000;

export function listenForPush(scope: WorkerScope): void {
  const memory = pushMemory(indexedDB);
  const parts: DenialParts = { memory, fetch: (input, init) => fetch(input, init) };
  // Events of workers, which the types of pages do not have.
  scope.addEventListener('push', (event) => {
    const pushing = event as unknown as PushingEvent;
    pushing.waitUntil(received(scope, pushing.data).finally(() => sendKeptDenials(parts)));
  });
  scope.addEventListener('notificationclick', (event) => {
    const click = event as unknown as ClickEvent;
    click.notification.close();
    click.waitUntil(clicked(scope, click, parts));
  });
  scope.addEventListener('pushsubscriptionchange', (event) => {
    const change = event as unknown as ChangeEvent;
    change.waitUntil(renewSubscription(scope, { ...parts, old: change.oldSubscription ?? null }));
  });
  scope.addEventListener('sync', (event) => event.waitUntil(sendKeptDenials(parts)));
  // A page came up: the hub may be there again.
  scope.addEventListener('message', (event) => event.waitUntil(sendKeptDenials(parts)));
}

async function received(scope: WorkerScope, data: PushingEvent['data']): Promise<void> {
  const message = readMessage(data);
  if (!message) return;
  const { locks } = scope.navigator;
  await Promise.all([setBadge(scope, message.badge), inTurn(locks, () => act(scope, message))]);
}

/** Encrypted for this device by the hub that it subscribed to; a hub of another build may say what we do not know. */
function readMessage(data: PushingEvent['data']): PushMessage | null {
  try {
    const json = data?.json();
    return typeof json === 'object' && json !== null && 'type' in json ? (json as PushMessage) : null;
  } catch {
    return null;
  }
}

async function act(scope: WorkerScope, message: PushMessage): Promise<void> {
  switch (message.type) {
    case 'one':
      return showOne(scope, message);
    case 'several':
      await closeWhere(scope, ({ data }) => carriedBy(data)?.about?.kind === 'request');
      return showSeveral(scope, message);
    case 'close':
      if (message.loud) return showDecided(scope, message);
      return closeWhere(scope, ({ tag }) => message.tags.includes(tag));
    case 'test': {
      const say = sayIn(message.language);
      const data: Carried = { path: INBOX, language: message.language, deny: null, about: null };
      return show(scope, say('app'), { body: say('test'), tag: message.tag, timestamp: message.at, data });
    }
  }
}

function showOne(scope: WorkerScope, message: Extract<PushMessage, { type: 'one' }>): Promise<void> {
  const { language, notice, session, title, machine, tag, at, head } = message;
  const say = sayIn(language);
  const clock = (time: number) =>
    new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(time);
  const sentence = sentenceOf(notice, inert(machine), { say, clock });
  const subject = 'subject' in notice && notice.subject ? `\n${inert(notice.subject)}` : '';
  const request = 'request' in notice ? notice.request : null;
  const deny = message.deny && request !== null ? { session, request, at } : null;
  const path = `/sessions/${session}${request === null ? '' : `?request=${encodeURIComponent(request)}`}`;
  return show(scope, inert(title) || say('app'), {
    body: sentence + subject,
    tag,
    timestamp: at,
    actions: [...(deny ? [{ action: 'deny', title: say('deny') }] : []), { action: 'open', title: say('open') }],
    data: { path, language, deny, about: request === null ? null : { kind: 'request', session, request, head } },
  });
}

function showSeveral(scope: WorkerScope, message: Extract<PushMessage, { type: 'several' }>): Promise<void> {
  const { language, sessions, ended, tag, at } = message;
  const say = sayIn(language);
  const lines = [
    ...(sessions > 0 ? [say(sessions === 1 ? 'waitingOne' : 'waiting', { n: sessions })] : []),
    ...(ended > 0 ? [say(ended === 1 ? 'endedOne' : 'ended', { n: ended })] : []),
  ];
  return show(scope, say('app'), {
    body: lines.join('\n'),
    tag,
    timestamp: at,
    actions: [{ action: 'open', title: say('openInbox') }],
    data: { path: INBOX, language, deny: null, about: { kind: 'several', at } },
  });
}

/** Takes the place of what was decided; then there is nothing to tap. */
async function showDecided(scope: WorkerScope, message: Extract<PushMessage, { type: 'close' }>): Promise<void> {
  const { language } = message;
  const say = sayIn(language);
  for (const tag of message.tags) {
    const [shown] = await scope.registration.getNotifications({ tag });
    const data: Carried = { path: INBOX, language, deny: null, about: carriedBy(shown?.data)?.about ?? null };
    await show(scope, shown?.title ?? say('app'), { body: say('decided'), tag, silent: true, renotify: false, data });
  }
}

function show(scope: WorkerScope, title: string, options: Shown): Promise<void> {
  const whole: Shown = {
    renotify: true,
    lang: options.data.language,
    icon: '/icon-192.png',
    badge: '/badge-96.png',
    ...options,
  };
  return scope.registration.showNotification(title, whole);
}

async function closeWhere(scope: WorkerScope, isMeant: (shown: Notification) => boolean): Promise<void> {
  for (const one of await scope.registration.getNotifications()) if (isMeant(one)) one.close();
}

async function setBadge({ navigator }: WorkerScope, waiting: number): Promise<void> {
  // Only installed apps have a badge, and some browsers refuse it: then there is none.
  await navigator.setAppBadge?.(waiting).catch(() => {});
}

async function clicked(scope: WorkerScope, { notification, action }: ClickEvent, parts: DenialParts): Promise<void> {
  const carried = carriedBy(notification.data);
  if (action === 'deny' && carried?.deny) await deny(scope, { carried, notification }, parts);
  else await open(scope, carried?.path ?? INBOX);
}

/** The app as it stands is brought to the front and told where to go; only without one a new one is opened. */
async function open(scope: WorkerScope, path: string): Promise<void> {
  const pages = await scope.clients.matchAll({ type: 'window' });
  const page = pages.find(({ url }) => url.startsWith(`${scope.location.origin}${path}`)) ?? pages[0];
  if (!page) {
    await scope.clients.openWindow(path);
    return;
  }
  const focused = await page.focus().catch(() => page);
  focused.postMessage({ say: 'open', path });
}

interface Denied {
  readonly carried: Carried;
  readonly notification: Notification;
}

async function deny(scope: WorkerScope, { carried, notification }: Denied, parts: DenialParts): Promise<void> {
  if (!carried.deny) return;
  const { session, request, at } = carried.deny;
  const denial = await parts.memory.keep({
    id: `${session} ${request}`,
    session,
    request,
    key: await denialKey(session, request),
    expiresAt: at + DENIAL_LIVES_MS,
  });
  const fate = await sendDenial(denial, parts);
  if (fate === 'over') return;
  const body = sayIn(carried.language)(fate === 'kept' ? 'kept' : 'signIn');
  const data: Carried = { ...carried, deny: null };
  const told: Shown = { body, tag: notification.tag, silent: true, renotify: false, data };
  await inTurn(scope.navigator.locks, () => show(scope, notification.title, told));
  // Where the browser can, it wakes us when the network is back; else the next push or page does.
  if (fate === 'kept') await scope.registration.sync?.register(SYNC_TAG).catch(() => {});
}
