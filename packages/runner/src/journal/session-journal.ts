import {
  type Event,
  type EventBody,
  MAX_SESSION_JOURNAL_BYTES,
  type SessionId,
  type StoredCommand,
} from '@claude-remote/protocol';
import { AppendFile, type AppendFileOptions } from './append-file.ts';
import { type Disk, machineDisk } from './disk.ts';
import { emptyMemory, type Memory } from './memory.ts';
import { decodeRecord, encodeRecord, type JournalRecord } from './record.ts';
import { remember } from './remember.ts';
import { isSaid } from './said.ts';
import type { Step } from './step.ts';
import { UnsentEvents } from './unsent-events.ts';

/**
 * The journal of one session: commands before they are acknowledged, decisions before they are acted on, events before
 * they are sent. What was awaited is there after a kill at any byte. It numbers the events, since it is their one writer.
 * It does not decide anything and does not send anything.
 */
export class SessionJournal {
  readonly session: SessionId;
  private readonly options: JournalOptions;
  private readonly file: AppendFile;
  private readonly unsent: UnsentEvents;
  private folded: Memory;
  private durable: Synced;
  /** Steps whose events may not be sent yet, in order: none goes before the one in front of it. */
  private readonly arriving: Arriving[] = [];
  private waitingForRoom: (() => void)[] = [];

  private constructor(path: string, options: JournalOptions, replayed: Replayed) {
    this.session = replayed.memory.state.id;
    this.options = options;
    this.folded = replayed.memory;
    this.durable = syncedIn(replayed.memory);
    this.unsent = replayed.unsent;
    this.file = new AppendFile(path, { ...options, size: replayed.size });
  }

  /** Reads what is on the disk and cuts a torn tail. */
  static async open(path: string, session: SessionId, options: JournalOptions): Promise<SessionJournal> {
    const disk = options.disk ?? machineDisk;
    const bytes = await disk.read(path);
    const replayed = replay(bytes, emptyMemory(session));
    if (replayed.size < bytes.length) await disk.truncate(path, replayed.size);
    if (replayed.size > 0) await syncWhole(disk, path);
    return new SessionJournal(path, options, replayed);
  }

  get memory(): Memory {
    return this.folded;
  }
  get head(): number {
    return this.folded.state.head.seq;
  }
  /** What a crash now could not take: less than what is folded while the disk is busy. */
  get synced(): Synced {
    return this.durable;
  }
  get unsentBytes(): number {
    return this.unsent.bytes;
  }

  /** Resolves when the commands are synced; those that are here already are left out. */
  async addCommands(commands: readonly StoredCommand[]): Promise<void> {
    const fresh = commands.filter((command) => command.cseq > this.folded.cseq);
    if (fresh.length === 0) return;
    await this.write(
      fresh.map((command) => ({ r: 'command', command })),
      'synced',
    ).synced;
  }

  /** Numbers the bodies, folds them, and resolves with the events when they are synced. */
  async addStep(bodies: readonly EventBody[], rest: Omit<Step, 'events'> = {}): Promise<readonly Event[]> {
    const events = this.numbered(bodies);
    await this.write([{ r: 'step', events, ...rest }], 'synced').synced;
    return events;
  }

  /**
   * What Claude said or did (`isSaid`), and no decision of ours: nothing but an acknowledgement follows from it, so it may be
   * sent while it is being synced.
   */
  addSaid(bodies: readonly EventBody[], frame: Pick<Step, 'frame'>): Recorded {
    const when = this.options.early ? 'written' : 'synced';
    return this.write([{ r: 'step', events: this.numbered(bodies), ...frame }], when);
  }

  /**
   * Takes events back that this machine had sent and then lost with its power; those that are here are left out. Resolves when
   * they are synced. Throws when they do not go on where the journal ends, or hold what is never sent before it is synced.
   */
  async takeBack(events: readonly Event[]): Promise<void> {
    const missed = events.filter(({ seq }) => seq > this.head);
    if (missed.length === 0) return;
    if (missed.some(({ seq }, at) => seq !== this.head + 1 + at))
      throw new Error(`what the hub has of session ${this.session} does not go on at ${this.head + 1}`);
    const strange = missed.find(({ body }) => !isSaid(body));
    if (strange) throw new Error(`the hub says that this machine lost ${strange.body.kind}, which it never would`);
    await this.write([{ r: 'step', events: missed }], 'synced').synced;
  }

  /** Resolves when everything added so far is synced. */
  settled(): Promise<void> {
    return this.file.settled();
  }

  /** Events from number `from` on that may be sent and are not known to be stored, within `limit`. */
  async read(from: number, limit: { count: number; bytes: number }): Promise<Event[]> {
    return this.unsent.read(from, limit, (at, length) => this.file.read(at, length));
  }

  /** Everything up to `seq` is safe at the hub and may be forgotten here. */
  stored(seq: number): void {
    this.unsent.forget(seq);
    this.wakeWaiting();
    this.compactIfWorthIt();
  }

  /** Waits while too much is unsent or unsynced, so that whoever produces events stops producing. */
  async room(): Promise<void> {
    while (!this.hasRoom()) await new Promise<void>((wake) => this.waitingForRoom.push(wake));
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private maxBytes(): number {
    return this.options.maxUnsentBytes ?? MAX_SESSION_JOURNAL_BYTES;
  }

  private hasRoom(): boolean {
    return this.unsent.bytes < this.maxBytes() && this.file.unsynced < MAX_UNSYNCED_BYTES;
  }

  private wakeWaiting(): void {
    if (this.hasRoom()) for (const wake of this.waitingForRoom.splice(0)) wake();
  }

  private numbered(bodies: readonly EventBody[]): Event[] {
    const at = this.options.now();
    return bodies.map((body, i): Event => ({ epoch: this.options.epoch, seq: this.head + 1 + i, at, body }));
  }

  /** Folds at once, so that the next decision sees it. `when`: what must be true of the events before they are sent. */
  private write(records: readonly JournalRecord[], when: 'written' | 'synced'): Recorded {
    const lines = records.map(encodeRecord);
    const placed: ((at: number) => void)[] = [];
    let offset = 0;
    for (const [i, record] of records.entries()) {
      const length = Buffer.byteLength(lines[i] ?? '');
      this.folded = remember(this.folded, record);
      if (record.r === 'step' && record.events.length > 0) {
        const within = offset;
        const readable = this.unsent.add(record.events, length);
        placed.push((at) => readable(at + within));
      }
      offset += length;
    }
    const reached = syncedIn(this.folded);
    const arriving: Arriving = { placed, at: null, onSendable: () => {} };
    const sendable = new Promise<void>((resolve) => {
      arriving.onSendable = resolve;
    });
    this.arriving.push(arriving);
    let place = 0;
    const synced = this.file.append(lines.join(''), {
      written: (at) => {
        place = at;
        if (when === 'written') this.arrived(arriving, place);
      },
      synced: () => {
        this.durable = reached;
        this.arrived(arriving, place);
        this.wakeWaiting();
      },
    });
    return { sendable, synced };
  }

  /** From now on it may be sent, once everything in front of it may. */
  private arrived(one: Arriving, place: number): void {
    one.at = place;
    for (let first = this.arriving[0]; first && first.at !== null; first = this.arriving[0]) {
      for (const readable of first.placed) readable(first.at);
      first.onSendable();
      this.arriving.shift();
    }
  }

  /** A long file of which the hub has everything becomes one line. */
  private compactIfWorthIt(): void {
    if (this.unsent.bytes > 0 || this.file.size < (this.options.compactAtBytes ?? COMPACT_AT_BYTES)) return;
    this.file.rewrite(() => (this.unsent.bytes > 0 ? null : encodeRecord({ r: 'snapshot', memory: this.folded })));
  }
}

/** Bytes of a journal above which it is worth a rewrite: a snapshot is some 10 KB, and a rewrite costs two syncs. */
const COMPACT_AT_BYTES = 1024 * 1024;

/** Bytes that may be written and not synced before the reading of Claude waits: many times what a disk takes in one sync. */
const MAX_UNSYNCED_BYTES = 4 * 1024 * 1024;

export interface JournalOptions extends Omit<AppendFileOptions, 'size'> {
  /** Raised at every start of the runner: see `raiseEpoch`. */
  readonly epoch: number;
  /** Whether what Claude says may be sent before they are synced; only where the next boot is known as another one. */
  readonly early?: boolean;
  /** Unix ms. */
  readonly now: () => number;
  readonly maxUnsentBytes?: number;
  readonly compactAtBytes?: number;
}

export interface Recorded {
  /** Resolves when the events may be sent. */
  readonly sendable: Promise<void>;
  /** Resolves when the step is on the disk. */
  readonly synced: Promise<void>;
}

interface Arriving {
  readonly placed: readonly ((at: number) => void)[];
  /** Where it stands in the file, once nothing but its place in the order keeps it from being sent. */
  at: number | null;
  onSendable: () => void;
}

/** Newest command and newest event of a session. */
export interface Synced {
  readonly cseq: number;
  readonly seq: number;
}

function syncedIn({ cseq, state }: Memory): Synced {
  return { cseq, seq: state.head.seq };
}

/** What the runner before this one wrote may not be on the disk yet, and this one is going to say that it has it. */
async function syncWhole(disk: Disk, path: string): Promise<void> {
  const file = await disk.open(path);
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
}

interface Replayed {
  readonly memory: Memory;
  readonly unsent: UnsentEvents;
  /** Bytes up to the end of the last whole record. */
  readonly size: number;
}

function replay(bytes: Buffer, empty: Memory): Replayed {
  const unsent = new UnsentEvents();
  let memory = empty;
  let at = 0;
  for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, at)) {
    const record = decodeRecord(bytes.toString('utf8', at, end));
    if (!record) break;
    memory = remember(memory, record);
    if (record.r === 'step' && record.events.length > 0) unsent.add(record.events, end + 1 - at)(at);
    at = end + 1;
  }
  return { memory, unsent, size: at };
}

const LF = 10;
