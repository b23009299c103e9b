import {
  asMachineId,
  asSessionId,
  type MachineId,
  type SessionId,
  type SessionSummary,
  type StoredCommand,
} from '@claude-remote/protocol';
import type { Storage } from '../storage/storage.ts';

/** What is known of every session without opening it, in memory: lists and routing ask many times a second. */
export interface SessionEntry {
  readonly machine: MachineId;
  /** Newest command, and the newest that is on the machine. */
  cseq: number;
  delivered: number;
  /** Newest event that is stored. */
  stored: number;
  summary: SessionSummary;
}

export class SessionTable {
  private readonly entries = new Map<SessionId, SessionEntry>();
  private readonly storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
    for (const { id, machine, cseq, delivered, headSeq, summary } of storage.sessions()) {
      this.entries.set(asSessionId(id), { machine: asMachineId(machine), cseq, delivered, stored: headSeq, summary });
    }
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
    return [...this.entries.values()].map(({ summary }) => summary);
  }

  created(session: SessionId, machine: MachineId, summary: SessionSummary): void {
    if (!this.entries.has(session)) {
      this.entries.set(session, { machine, cseq: 0, delivered: 0, stored: 0, summary });
    }
  }

  commandStored(session: SessionId, cseq: number): void {
    const entry = this.get(session);
    if (entry) entry.cseq = Math.max(entry.cseq, cseq);
  }

  /** Commands that the machine does not have and that come after `after`, oldest first. */
  undelivered(machine: MachineId, session: SessionId, after: number): StoredCommand[] {
    const entry = this.of(machine, session);
    return entry ? this.storage.commands(session, Math.max(after, entry.delivered)) : [];
  }

  /** Sessions of a machine with commands that it does not have. */
  withUndelivered(machine: MachineId): SessionId[] {
    return [...this.entries]
      .filter(([, entry]) => entry.machine === machine && entry.cseq > entry.delivered)
      .map(([id]) => id);
  }
}
