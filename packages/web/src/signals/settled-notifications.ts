import type { SessionSummary } from '@claude-remote/protocol';

/**
 * Takes away this device's notifications of requests that are open no more: a push for that may come late or not at all. A
 * push may also come before the lists tell of what it is about; such a notification stays.
 */
export async function closeSettled(
  { navigator }: Window,
  sessions: readonly SessionSummary[],
  hubTime: number,
): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  for (const notification of (await registration?.getNotifications?.()) ?? [])
    if (isSettled(notification, sessions, hubTime)) notification.close();
}

/** As the hub names them (messages.ts): `request <session> <request>`, and one for many. */
const REQUEST = /^request (\S+) (.+)$/;
const SEVERAL = 'several';
/** Milliseconds after which the lists certainly tell of what the one for many stood for. */
const TOLD_MS = 10_000;

type Shown = Pick<Notification, 'tag' | 'data'>;

/** `hubTime`: Unix ms by the hub's clock. Pure. */
export function isSettled({ tag, data }: Shown, sessions: readonly SessionSummary[], hubTime: number): boolean {
  const { head = 0, at = 0 } = (data ?? {}) as { head?: number; at?: number }; // as the worker gave it
  if (tag === SEVERAL) return hubTime - at > TOLD_MS && sessions.every(({ requests }) => requests.length === 0);
  const [, session, request] = REQUEST.exec(tag) ?? [];
  const known = sessions.find(({ id }) => id === session);
  return known !== undefined && known.head.seq >= head && !known.requests.some(({ id }) => id === request);
}
