import type { ClientToHub, HubToClient, HubToRunner, MachineId, RunnerToHub, SessionId } from '@claude-remote/protocol';
import type { MemoryDisk } from '../packages/hub/src/storage/memory/memory-storage.ts';
import type { Memory } from '../packages/runner/src/journal/memory.ts';
import { emptyMemory } from '../packages/runner/src/journal/memory.ts';
import { decodeRecord } from '../packages/runner/src/journal/record.ts';
import { remember } from '../packages/runner/src/journal/remember.ts';
import { isSaid } from '../packages/runner/src/journal/said.ts';
import type { Person } from './person.ts';
import { JOURNALS, type SimulatedDisk } from './simulated-disk.ts';
import type { Tap } from './wire.ts';

/**
 * Holds what programs say against what is really on the disks, at the moment they say it. It changes nothing: each tap
 * gives back what it was given.
 */
export interface WatchParts {
  readonly hubDisk: MemoryDisk;
  readonly journalsOf: (machine: MachineId) => SimulatedDisk;
  readonly onBroken: (promise: string) => void;
  readonly onRefused: (command: string) => void;
}

export function watchRunnerHears(parts: WatchParts): Tap {
  return watching<HubToRunner>((frame) => {
    if (frame.type === 'stored') mustBeStored(parts, frame, 'the runner was told');
    if (frame.type === 'welcome') for (const mark of frame.stored) mustBeStored(parts, mark, 'the welcome said');
    if (frame.type !== 'commands') return;
    for (const { id, cseq } of frame.commands)
      if (parts.hubDisk.commands.get(id)?.command.cseq !== cseq)
        parts.onBroken(`command ${id} was sent before it was stored`);
  });
}

export function watchRunnerSays(parts: WatchParts, machine: MachineId): Tap {
  const onDisk = (session: SessionId): Memory => memoryOn(parts.journalsOf(machine), session);
  const mustBeSynced = (session: SessionId, cseq: number): void => {
    const synced = onDisk(session).cseq;
    if (cseq > synced) parts.onBroken(`${machine} said to have command ${cseq} when ${synced} were synced`);
  };
  const mustBeSendable = ({ session, events }: Extract<RunnerToHub, { type: 'events' }>): void => {
    const synced = onDisk(session).state.head.seq;
    const written = writtenOn(parts.journalsOf(machine), session).state.head.seq;
    for (const { seq, body } of events) {
      const due = isSaid(body) ? written : synced;
      if (seq > due)
        parts.onBroken(`${machine} sent ${body.kind} ${seq} when ${synced} were synced, ${written} written`);
    }
  };
  return watching<RunnerToHub>((frame) => {
    if (frame.type === 'delivered') mustBeSynced(frame.session, frame.cseq);
    if (frame.type === 'hello') for (const { session, cseq } of frame.sessions) mustBeSynced(session, cseq);
    if (frame.type === 'events') mustBeSendable(frame);
  });
}

/** One connection of a client. */
export function watchClientHears(parts: WatchParts): Tap {
  const { hubDisk, onBroken, onRefused } = parts;
  const cursors = new Map<SessionId, number>();
  return watching<HubToClient>((frame) => {
    switch (frame.type) {
      case 'command-refused':
        onRefused(frame.id);
        return;
      case 'command-stored':
        if (hubDisk.commands.get(frame.id)?.command.cseq !== frame.cseq)
          onBroken(`command ${frame.id} was said to be stored and is not`);
        return;
      case 'durable':
        mustBeStored(parts, frame, 'a viewer was told');
        return;
      case 'snapshot':
        mustBeStored(parts, { session: frame.session, seq: frame.stored }, 'a snapshot said');
        mustFit(frame, onBroken);
        cursors.set(frame.session, frame.state.head.seq);
        return;
      case 'resumed':
        mustBeStored(parts, { session: frame.session, seq: frame.stored }, 'a resume said');
        cursors.delete(frame.session);
        return;
      case 'events':
        mustFollow(frame, cursors, onBroken);
        return;
      default:
    }
  });
}

type OnBroken = WatchParts['onBroken'];
type ClientHears<Type extends HubToClient['type']> = Extract<HubToClient, { type: Type }>;

function mustFit({ state, events }: ClientHears<'snapshot'>, onBroken: OnBroken): void {
  const last = events.at(-1)?.seq ?? 0;
  if (state.head.seq !== last) onBroken(`a snapshot at ${state.head.seq} came with events up to ${last}`);
}

/** Since a snapshot, or the first events after a resume, each event follows the one before it. */
function mustFollow(frame: ClientHears<'events'>, cursors: Map<SessionId, number>, onBroken: OnBroken): void {
  for (const { seq } of frame.events) {
    const cursor = cursors.get(frame.session) ?? seq - 1;
    if (seq !== cursor + 1) onBroken(`event ${seq} was shown after ${cursor}`);
    cursors.set(frame.session, seq);
  }
}

/** A client says nothing that is not in its store. */
export function watchClientSays(person: Pick<Person, 'hasKept' | 'noteSent'>, onBroken: OnBroken): Tap {
  return watching<ClientToHub>((frame) => {
    if (frame.type !== 'command') return;
    const { id } = frame.command;
    if (!person.hasKept(id)) onBroken(`command ${id} was sent before the device had kept it`);
    person.noteSent(id);
  });
}

function watching<Frame>(look: (frame: Frame) => void): Tap {
  return (text) => {
    look(JSON.parse(text) as Frame); // the programs' own frames; what is read of them is compared, not believed
    return [text];
  };
}

function mustBeStored({ hubDisk, onBroken }: WatchParts, mark: { session: SessionId; seq: number }, who: string): void {
  const stored = hubDisk.sessions.get(mark.session)?.headSeq ?? 0;
  if (mark.seq > stored) onBroken(`${who} that event ${mark.seq} is stored when ${stored} were`);
}

interface Replayed {
  readonly bytes: Buffer;
  readonly memory: Memory;
}

interface Reading {
  /** What was read before of each disk; a journal mostly grows. */
  readonly read: WeakMap<SimulatedDisk, Map<SessionId, Replayed>>;
  readonly bytesOf: (disk: SimulatedDisk, path: string) => Buffer;
}
const SYNCED: Reading = { read: new WeakMap(), bytesOf: (disk, path) => disk.synced(path) };
const WRITTEN: Reading = { read: new WeakMap(), bytesOf: (disk, path) => disk.written(path) };

/** What a runner that starts after a power cut would remember of a session. */
export function memoryOn(disk: SimulatedDisk, session: SessionId): Memory {
  return memoryIn(SYNCED, disk, session);
}

/** The same after a crash of the runner alone. */
function writtenOn(disk: SimulatedDisk, session: SessionId): Memory {
  return memoryIn(WRITTEN, disk, session);
}

function memoryIn({ read, bytesOf }: Reading, disk: SimulatedDisk, session: SessionId): Memory {
  const known = read.get(disk) ?? new Map<SessionId, Replayed>();
  read.set(disk, known);
  const bytes = bytesOf(disk, `${JOURNALS}/${session}.journal`);
  const before = known.get(session);
  if (before?.bytes === bytes) return before.memory;
  const grew = before !== undefined && bytes.subarray(0, before.bytes.length).equals(before.bytes);
  const memory = grew
    ? replay(bytes.subarray(before.bytes.length), before.memory)
    : replay(bytes, emptyMemory(session));
  // What ends within a record is read again when the record is whole.
  if (bytes.length === 0 || bytes.at(-1) === LF) known.set(session, { bytes, memory });
  return memory;
}

const LF = 10;

function replay(bytes: Buffer, begin: Memory): Memory {
  let memory = begin;
  for (const line of bytes.toString('utf8').split('\n').slice(0, -1)) {
    const record = decodeRecord(line);
    if (!record) break;
    memory = remember(memory, record);
  }
  return memory;
}
