import type { CommandAnswer, CommandWrite, EventsWrite, MachineRow, Place } from '../storage.ts';

/** One write as it travels to the writer thread, and what comes back. */
export type Write =
  | { readonly kind: 'events'; readonly write: EventsWrite }
  | { readonly kind: 'command'; readonly write: CommandWrite }
  | { readonly kind: 'delivered'; readonly session: string; readonly cseq: number }
  | { readonly kind: 'machine'; readonly machine: MachineRow }
  | { readonly kind: 'arrange'; readonly session: string; readonly place: Place }
  | { readonly kind: 'forget'; readonly session: string; readonly at: number }
  | { readonly kind: 'purge' };

export type WriteAnswer = CommandAnswer | PurgeAnswer | null;

interface PurgeAnswer {
  /** Whether something was removed, so that more may be left. */
  readonly purged: boolean;
}

/** A batch is one transaction: all of it is durable, or nothing. */
export interface WriteBatch {
  readonly writes: readonly Write[];
}

export type BatchAnswer =
  | { readonly ok: true; readonly answers: readonly WriteAnswer[] }
  /** `passing`: the disk is full, locked or read-only; the same batch may succeed later. */
  | { readonly ok: false; readonly passing: boolean; readonly error: string };

/** Whoever commits batches, one at a time, and answers each. */
export interface WriterThread {
  write(batch: WriteBatch): void;
  close(): Promise<void>;
}

export interface WriterThreadListener {
  onAnswer(answer: BatchAnswer): void;
  /** It ended by itself; what was under way may be durable or not. */
  onDeath(cause: string): void;
}
