import type { SessionId, SessionSummary } from '@claude-remote/protocol';

/** Which tone a change of the lists calls for. Pure. */
export type Signal = 'asked' | 'done';

export interface Heard {
  readonly requests: ReadonlySet<string>;
  /** Whether the open session works or has prompts queued. */
  readonly open: { readonly id: SessionId; readonly busy: boolean } | null;
}

export function heardOf(sessions: readonly SessionSummary[], open: SessionId | null): Heard {
  const requests = new Set(sessions.flatMap((one) => one.requests.map(({ id }) => `${one.id} ${id}`)));
  const summary = sessions.find(({ id }) => id === open);
  return { requests, open: summary ? { id: summary.id, busy: isBusy(summary) } : null };
}

/** A queue that waits for a person has not run dry. */
function isBusy({ turn, queued }: SessionSummary): boolean {
  return turn !== null || queued > 0;
}

/** What is asked goes first: then there is something to do. */
export function signalBetween(before: Heard, after: Heard): Signal | null {
  for (const request of after.requests) if (!before.requests.has(request)) return 'asked';
  const same = before.open !== null && before.open.id === after.open?.id;
  return same && before.open.busy && !after.open?.busy ? 'done' : null;
}
