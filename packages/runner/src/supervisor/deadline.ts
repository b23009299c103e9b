import type { Memory } from '../journal/memory.ts';
import type { Overdue, Presence } from './inputs.ts';

export interface Patience {
  /** Milliseconds without work after which Claude's process ends; it comes back with the next prompt. */
  readonly idleMs: number;
  /** Milliseconds a turn may last without any sign of life from Claude, while it waits for nobody. */
  readonly silentMs: number;
  /** Milliseconds from an interrupt until Claude's process is ended instead. */
  readonly stopMs: number;
}

/** What the actor waits for now, and how long after Claude's last sign of life; null when there is no hurry. */
export function deadline(memory: Memory, presence: Presence, patience: Patience): { what: Overdue; ms: number } | null {
  if (presence.claude.is !== 'open') return null;
  const { turn, requests } = memory.state;
  if (!turn) return { what: 'idle', ms: patience.idleMs };
  if (memory.stop) return { what: 'stop', ms: patience.stopMs };
  return requests.length > 0 ? null : { what: 'silent', ms: patience.silentMs };
}
