import {
  asMachineId,
  asSessionId,
  EVENT_BATCH_BYTES,
  type MachineId,
  type SessionId,
  type SessionSummary,
  type StoredCommand,
} from '@claude-remote/protocol';
import type { Place, Storage } from '../storage/storage.ts';

/** What is known of every session without opening it, in memory: lists and routing ask many times a second. */
export interface SessionEntry {
  readonly machine: MachineId;
  /** Newest command, and the newest that is on the machine. */
  cseq: number;
  delivered: number;
  /** Newest event that is stored. */
  stored: number;
  summary: SessionSummary;
  /** Unix ms from which on it may be forgotten: it is shown to nobody. Null while nobody deleted it. */
  deleteAt: number | null;
}

export class SessionTable {
  private readonly entries = new Map<SessionId, SessionEntry>();
  /** Deleted for good. A runner that was away may still have them. */
  private readonly forgotten: Set<SessionId>;
  private readonly storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
    for (const { id, machine, headSeq, ...row } of storage.sessions()) {
      const { cseq, delivered, summary, deleteAt } = row;
      const entry = { machine: asMachineId(machine), cseq, delivered, stored: headSeq, summary, deleteAt };
      this.entries.set(asSessionId(id), entry);
    }
    this.forgotten = new Set(storage.forgotten().map(({ session }) => asSessionId(session)));
  }

  get(session: SessionId): SessionEntry | null {
    return this.entries.get(session) ?? null;
  }

  /** Null unless the session is that machine's. */
  of(machine: MachineId, session: SessionId): SessionEntry | null {
    const entry = this.get(session);
    return entry?.machine === machine ? entry : null;
  }

  summaries(): SessionSummary[] {
    return [...this.entries.values()].filter(({ deleteAt }) => deleteAt === null).map(({ summary }) => summary);
  }

  /** What people may see; null when there is no such session or it was deleted. */
  shown(session: SessionId): SessionEntry | null {
    const entry = this.get(session);
    return entry?.deleteAt === null ? entry : null;
  }

  /** Deleted, and perhaps still to be brought back. */
  deleted(): { readonly session: SessionId; readonly at: number }[] {
    return [...this.entries].flatMap(([session, { deleteAt }]) =>
      deleteAt === null ? [] : [{ session, at: deleteAt }],
    );
  }

  put(session: SessionId, { pinned, archived, deleteAt }: Place): void {
    const entry = this.get(session);
    if (!entry) return;
    entry.deleteAt = deleteAt;
    entry.summary = { ...entry.summary, pinned, archived };
  }

  forget(session: SessionId): void {
    this.entries.delete(session);
    this.forgotten.add(session);
  }

  isForgotten(session: SessionId): boolean {
    return this.forgotten.has(session);
  }

  created(session: SessionId, machine: MachineId, summary: SessionSummary): void {
    if (!this.entries.has(session)) {
      this.entries.set(session, { machine, cseq: 0, delivered: 0, stored: 0, summary, deleteAt: null });
    }
  }

  commandStored(session: SessionId, cseq: number): void {
    const entry = this.get(session);
    if (entry) entry.cseq = Math.max(entry.cseq, cseq);
  }

  /** Commands that the machine does not have and that come after `after`, oldest first, as many as fit in one frame. */
  undelivered(machine: MachineId, session: SessionId, after: number): StoredCommand[] {
    const entry = this.of(machine, session);
    if (!entry || entry.cseq <= after) return [];
    return this.storage.commands(session, { after: Math.max(after, entry.delivered), bytes: EVENT_BATCH_BYTES });
  }

  /** Sessions of a machine with commands that it does not have. */
  withUndelivered(machine: MachineId): SessionId[] {
    return [...this.entries]
      .filter(([, entry]) => entry.machine === machine && entry.cseq > entry.delivered)
      .map(([id]) => id);
  }
}
