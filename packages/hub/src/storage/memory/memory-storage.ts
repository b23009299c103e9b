import { asCommandId, type StoredCommand } from '@claude-remote/protocol';
import { requireDense } from '../require-dense.ts';
import type {
  CommandAnswer,
  CommandWrite,
  EventRow,
  EventsWrite,
  MachineRow,
  SessionRow,
  SnapshotRow,
  Storage,
} from '../storage.ts';

/**
 * Storage for simulations: `commit` decides when writes become durable, and a crash loses those that were not. What is on
 * the "disk" can be opened again.
 */
export interface MemoryDisk {
  readonly events: Map<string, EventRow[]>;
  readonly snapshots: Map<string, SnapshotRow>;
  readonly sessions: Map<string, SessionRow>;
  readonly commands: Map<string, { session: string; digest: string; command: StoredCommand }>;
  readonly machines: Map<string, MachineRow>;
}

export function emptyDisk(): MemoryDisk {
  return { events: new Map(), snapshots: new Map(), sessions: new Map(), commands: new Map(), machines: new Map() };
}

/** `commit` runs the write it is given, now or later, in order; a write that it never runs is lost in the crash. */
export function openMemoryStorage(disk: MemoryDisk, commit: (write: () => void) => void): Storage {
  const later = <Answer>(write: () => Answer): Promise<Answer> =>
    new Promise((resolve, reject) =>
      commit(() => {
        try {
          resolve(write());
        } catch (error) {
          reject(error);
        }
      }),
    );
  return {
    addEvents: (write) => later(() => addEvents(disk, write)),
    addCommand: (write) => later(() => addCommand(disk, write)),
    markDelivered: (session, cseq) => later(() => markDelivered(disk, session, cseq)),
    putMachine: (machine) => later(() => void disk.machines.set(machine.id, machine)),
    events: (session, after, limit) =>
      (disk.events.get(session) ?? []).filter(({ seq }) => seq > after).slice(0, limit),
    snapshot: (session) => disk.snapshots.get(session) ?? null,
    session: (id) => disk.sessions.get(id) ?? null,
    sessions: () => [...disk.sessions.values()],
    commands: (session, cseq) =>
      [...disk.commands.values()]
        .filter((row) => row.session === session && row.command.cseq > cseq)
        .map(({ command }) => command)
        .sort((a, b) => a.cseq - b.cseq),
    machines: () => [...disk.machines.values()],
    trouble: () => null,
    close: async () => {},
  };
}

function addEvents(disk: MemoryDisk, { session, events, summary, snapshot }: EventsWrite): void {
  const row = disk.sessions.get(session);
  if (!row) throw new Error(`there is no session ${session}`);
  requireDense(row.headSeq, events);
  const stored = disk.events.get(session) ?? [];
  stored.push(...events);
  disk.events.set(session, stored);
  if (snapshot) disk.snapshots.set(session, snapshot);
  const last = events.at(-1);
  if (last) disk.sessions.set(session, { ...row, headSeq: last.seq, headEpoch: last.epoch, summary });
}

function addCommand(disk: MemoryDisk, write: CommandWrite): CommandAnswer {
  const { id, session, digest, body, by, at, expiresAt, creates } = write;
  const known = disk.commands.get(id);
  if (known) {
    return known.digest === digest
      ? { ok: true, cseq: known.command.cseq, fresh: false }
      : { ok: false, code: 'conflict' };
  }
  if (creates) {
    if (disk.sessions.has(session)) return { ok: false, code: 'session_exists' };
    const { machine, summary } = creates;
    disk.sessions.set(session, { id: session, machine, headSeq: 0, headEpoch: 0, cseq: 0, delivered: 0, summary });
  }
  const row = disk.sessions.get(session);
  if (!row) return { ok: false, code: 'session_not_found' };
  const cseq = row.cseq + 1;
  disk.sessions.set(session, { ...row, cseq });
  disk.commands.set(id, { session, digest, command: { id: asCommandId(id), cseq, body, by, at, expiresAt } });
  return { ok: true, cseq, fresh: true };
}

function markDelivered(disk: MemoryDisk, session: string, cseq: number): void {
  const row = disk.sessions.get(session);
  if (row) disk.sessions.set(session, { ...row, delivered: Math.max(row.delivered, cseq) });
}
