/**
 * Dense numbers on a link that may repeat or lose its tail: what a receiver takes, and what a sender sends next.
 * Pure values, shared by runner, hub and simulator.
 */

export interface Received {
  /** How many of the batch's leading items are already known. */
  readonly duplicates: number;
  /** How many items after those are new and in order. */
  readonly accept: number;
  /** The number to ask for again when something is missing; null when the batch fits. */
  readonly gap: number | null;
}

/** What to do with a batch of dense numbers `first … first+count-1` when everything up to `head` is known. */
export function receiveDense(head: number, first: number, count: number): Received {
  if (first > head + 1) return { duplicates: 0, accept: 0, gap: head + 1 };
  const duplicates = Math.min(count, head + 1 - first);
  return { duplicates, accept: count - duplicates, gap: null };
}

/** Where a sender stands with one numbered log: everything ≤ `stored` is safe at the peer, ≤ `sent` is on its way. */
export interface SendWindow {
  readonly stored: number;
  readonly sent: number;
}

export const NOTHING_SENT: SendWindow = { stored: 0, sent: 0 };

/** The numbers to send next: at most `max`, never beyond `head`; null when there is nothing to send. */
export function nextToSend(
  window: SendWindow,
  head: number,
  max: number,
): { readonly from: number; readonly to: number } | null {
  const to = Math.min(head, window.sent + max);
  return to > window.sent ? { from: window.sent + 1, to } : null;
}

export function onSent(window: SendWindow, to: number): SendWindow {
  return { ...window, sent: Math.max(window.sent, to) };
}

export function onStored(window: SendWindow, seq: number): SendWindow {
  const stored = Math.max(window.stored, seq);
  return { stored, sent: Math.max(window.sent, stored) };
}

/** The peer misses something: send again from `seq`, but never what it said it has, and never leaving out what was not sent. */
export function onResend(window: SendWindow, seq: number): SendWindow {
  return { ...window, sent: Math.min(window.sent, Math.max(window.stored, seq - 1)) };
}

/** A new connection: whatever was under way may be lost, so go on from what the peer has. */
export function onReconnect(stored: number): SendWindow {
  return { stored, sent: stored };
}
