import type { SessionSummary } from '@claude-remote/protocol';
import { type About, carriedBy } from '../worker/carried.ts';
import { inTurn } from '../worker/in-turn.ts';

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
  await inTurn(navigator.locks, async () => {
    for (const notification of (await registration?.getNotifications?.()) ?? [])
      if (isSettled(carriedBy(notification.data)?.about ?? null, sessions, hubTime)) notification.close();
  });
}

/** Milliseconds after which the lists certainly tell of what the one for many stood for. */
const TOLD_MS = 10_000;

/** `hubTime`: Unix ms by the hub's clock. Pure. */
export function isSettled(about: About | null, sessions: readonly SessionSummary[], hubTime: number): boolean {
  if (about === null) return false;
  if (about.kind === 'several') {
    return hubTime - about.at > TOLD_MS && sessions.every(({ requests }) => requests.length === 0);
  }
  const known = sessions.find(({ id }) => id === about.session);
  return known !== undefined && known.head.seq >= about.head && !known.requests.some(({ id }) => id === about.request);
}
