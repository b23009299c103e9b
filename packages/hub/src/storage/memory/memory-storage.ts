import { asCommandId, type StoredCommand } from '@claude-remote/protocol';
import { firstWithin } from '../first-within.ts';
import { requireDense } from '../require-dense.ts';
import type {
  CommandAnswer,
  CommandWrite,
  EventRow,
  EventsWrite,
  MachineRow,
  Place,
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
  /** Forgotten sessions and their machines. */
  readonly forgotten: Map<string, string>;
}

export function emptyDisk(): MemoryDisk {
  return {
    events: new Map(),
    snapshots: new Map(),
    sessions: new Map(),
    commands: new Map(),
    machines: new Map(),
    forgotten: new Map(),
  };
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
    arrange: (session, place) => later(() => arrange(disk, session, place)),
    forget: (session) => later(() => forget(disk, session)),
    purge: () => later(() => purge(disk)),
    events: (session, after, limit) =>
      (disk.events.get(session) ?? []).filter(({ seq }) => seq > after).slice(0, limit),
    snapshot: (session) => disk.snapshots.get(session) ?? null,
    session: (id) => disk.sessions.get(id) ?? null,
    sessions: () => [...disk.sessions.values()],
    commands: (session, { after, upTo = Number.MAX_SAFE_INTEGER, bytes = Number.POSITIVE_INFINITY }) => {
      const asked = [...disk.commands.values()]
        .filter((row) => row.session === session && row.command.cseq > after && row.command.cseq <= upTo)
        .map(({ command }) => command)
        .sort((a, b) => a.cseq - b.cseq);
      return firstWithin(asked, bytes, ({ body }) => JSON.stringify(body));
    },
    machines: () => [...disk.machines.values()],
    forgotten: () => [...disk.forgotten].map(([session, machine]) => ({ session, machine })),
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
  const { pinned, archived } = row;
  const told = { ...summary, pinned, archived };
  if (last) disk.sessions.set(session, { ...row, headSeq: last.seq, headEpoch: last.epoch, summary: told });
}

function addCommand(disk: MemoryDisk, write: CommandWrite): CommandAnswer {
  const { id, session, digest, body, by, at, expiresAt, creates, onlyAgain = false } = write;
  const known = disk.commands.get(id);
  if (known) {
    return known.digest === digest
      ? { ok: true, cseq: known.command.cseq, fresh: false }
      : { ok: false, code: 'conflict' };
  }
  if (onlyAgain) return { ok: false, code: 'password_needed' };
  if (creates) {
    if (disk.sessions.has(session)) return { ok: false, code: 'session_exists' };
    if (disk.forgotten.has(session)) return { ok: false, code: 'session_not_found' };
    const { machine, summary } = creates;
    disk.sessions.set(session, {
      id: session,
      machine,
      headSeq: 0,
      headEpoch: 0,
      cseq: 0,
      delivered: 0,
      ...UNARRANGED,
      summary,
    });
  }
  const row = disk.sessions.get(session);
  if (!row) return { ok: false, code: 'session_not_found' };
  const cseq = row.cseq + 1;
  disk.sessions.set(session, { ...row, cseq });
  disk.commands.set(id, { session, digest, command: { id: asCommandId(id), cseq, body, by, at, expiresAt } });
  return { ok: true, cseq, fresh: true };
}

const UNARRANGED: Place = { pinned: false, archived: false, deleteAt: null };

function arrange(disk: MemoryDisk, session: string, place: Place): void {
  const row = disk.sessions.get(session);
  const { pinned, archived } = place;
  if (row) disk.sessions.set(session, { ...row, ...place, summary: { ...row.summary, pinned, archived } });
}

function forget(disk: MemoryDisk, session: string): void {
  const row = disk.sessions.get(session);
  if (!row) return;
  disk.forgotten.set(session, row.machine);
  disk.sessions.delete(session);
  disk.snapshots.delete(session);
  for (const [id, command] of disk.commands) if (command.session === session) disk.commands.delete(id);
}

function purge(disk: MemoryDisk): boolean {
  for (const session of disk.forgotten.keys()) if (disk.events.delete(session)) return true;
  return false;
}

function markDelivered(disk: MemoryDisk, session: string, cseq: number): void {
  const row = disk.sessions.get(session);
  if (row) disk.sessions.set(session, { ...row, delivered: Math.max(row.delivered, cseq) });
}
