import type { Actor, CommandBody, SessionSummary, StoredCommand } from '@claude-remote/protocol';

/**
 * What the hub keeps of sessions and machines. Writes resolve when they are durable (committed and fsynced) and take
 * effect in the order in which they were asked; reads see every write that has resolved. Two implementations, one
 * contract suite: SQLite, and memory for simulations.
 */
export interface Storage {
  /** Adds events that follow the stored head without a gap, and what lists show of the session then. */
  addEvents(write: EventsWrite): Promise<void>;
  /** Numbers and keeps a command; the same id again gives the first answer. */
  addCommand(write: CommandWrite): Promise<CommandAnswer>;
  /** Every command of the session up to `cseq` is on its machine. Never goes back. */
  markDelivered(session: string, cseq: number): Promise<void>;
  putMachine(machine: MachineRow): Promise<void>;
  /** Where people put a session, and when it will be forgotten. */
  arrange(session: string, place: Place): Promise<void>;
  /** The session is gone at once and for good, its id with it; its events go with `purge`. */
  forget(session: string, at: number): Promise<void>;
  /** Removes some events of forgotten sessions; false when nothing is left to remove. */
  purge(): Promise<boolean>;

  /** Events after `after`, oldest first. */
  events(session: string, after: number, limit: number): EventRow[];
  snapshot(session: string): SnapshotRow | null;
  session(id: string): SessionRow | null;
  sessions(): SessionRow[];
  /** Commands after `after` and up to `upTo`, oldest first; not more than fit in `bytes` together, but one at least. */
  commands(
    session: string,
    range: { readonly after: number; readonly upTo?: number; readonly bytes?: number },
  ): StoredCommand[];
  machines(): MachineRow[];
  /** Sessions that were forgotten, with their machine. */
  forgotten(): { readonly session: string; readonly machine: string }[];
  /** Null while writes succeed; else why they wait. They are tried again for ever. */
  trouble(): string | null;
  close(): Promise<void>;
}

export interface EventRow {
  readonly seq: number;
  readonly epoch: number;
  readonly at: number;
  /** The event's body as JSON. */
  readonly body: string;
}

export interface EventsWrite {
  readonly session: string;
  readonly events: readonly EventRow[];
  readonly summary: SessionSummary;
  /** A state to begin folding from, when it is time for one. */
  readonly snapshot: SnapshotRow | null;
}

export interface SnapshotRow {
  readonly seq: number;
  /** A `SessionState` as JSON. */
  readonly state: string;
}

export interface CommandWrite {
  readonly id: string;
  readonly session: string;
  /** Hash of the content: the same id with another digest is a conflict. */
  readonly digest: string;
  readonly body: CommandBody;
  readonly by: Actor;
  readonly at: number;
  readonly expiresAt: number;
  /** For `start`: the session that this command makes. */
  readonly creates: { readonly machine: string; readonly summary: SessionSummary } | null;
  /** Only answered if it was stored before: nothing new may come of it. */
  readonly onlyAgain?: boolean;
}

export type CommandAnswer =
  | { readonly ok: true; readonly cseq: number; readonly fresh: boolean }
  | { readonly ok: false; readonly code: 'conflict' | 'session_exists' | 'session_not_found' | 'password_needed' };

export interface Place {
  readonly pinned: boolean;
  readonly archived: boolean;
  /** Unix ms from which on it may be forgotten; null while nobody deleted it. */
  readonly deleteAt: number | null;
}

export interface SessionRow extends Place {
  readonly id: string;
  readonly machine: string;
  readonly headSeq: number;
  readonly headEpoch: number;
  /** Newest command, and the newest that is on the machine. */
  readonly cseq: number;
  readonly delivered: number;
  readonly summary: SessionSummary;
}

export interface MachineRow {
  readonly id: string;
  readonly name: string;
  /** PEM of the Ed25519 public key. */
  readonly publicKey: string;
  readonly local: boolean;
  /** Highest epoch seen: an older runner is refused. */
  readonly epoch: number;
  readonly heardAt: number | null;
  /** The runner's newest `info` as JSON; null before its first hello. */
  readonly info: string | null;
}
