import type { SessionSummary } from '@claude-remote/protocol';

/** What was read on this device: how many finished turns of each session. Kept here only; another device has its own. */
export interface Seen {
  /** Unix ms: what ended before this device was first used counts as read. */
  readonly since: number;
  readonly turns: Readonly<Record<string, number>>;
}

const KEY = 'seen-turns';
/** Sessions that are remembered; the oldest give way. */
const MAX_KEPT = 2_000;

export function readSeen(storage: Storage, now: number): Seen {
  const known = parse(storage.getItem(KEY));
  if (known) return known;
  const begun: Seen = { since: now, turns: {} };
  storage.setItem(KEY, JSON.stringify(begun));
  return begun;
}

export function withSeen(seen: Seen, summary: SessionSummary): Seen {
  const finished = finishedTurns(summary);
  if (seen.turns[summary.id] === finished) return seen;
  const { [summary.id]: _, ...others } = seen.turns;
  const turns = Object.fromEntries([...Object.entries(others), [summary.id, finished]].slice(-MAX_KEPT));
  return { ...seen, turns };
}

export function writeSeen(storage: Storage, seen: Seen): void {
  storage.setItem(KEY, JSON.stringify(seen));
}

/** A turn ended that was not looked at here. */
export function isUnread(seen: Seen, summary: SessionSummary): boolean {
  const finished = finishedTurns(summary);
  const read = seen.turns[summary.id];
  return read === undefined ? finished > 0 && summary.updatedAt > seen.since : finished > read;
}

function finishedTurns({ turn, turns }: SessionSummary): number {
  return turn ? turns - 1 : turns;
}

function parse(text: string | null): Seen | null {
  try {
    const { since, turns } = JSON.parse(text ?? '') as { since?: unknown; turns?: unknown }; // checked here
    if (typeof since !== 'number' || typeof turns !== 'object' || turns === null) return null;
    return { since, turns: turns as Seen['turns'] }; // numbers, written by us; a foreign value compares as unread
  } catch {
    return null;
  }
}
