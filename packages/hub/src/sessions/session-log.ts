import { receiveDense } from '@claude-remote/link';
import {
  EVENT_BATCH_BYTES,
  EVENT_BATCH_COUNT,
  type Event,
  type LiveValue,
  type MachineId,
  type Position,
  RemoteError,
  type SessionId,
  type SessionState,
  SNAPSHOT_EVERY_EVENTS,
} from '@claude-remote/protocol';
import { applyEvent, summarize } from '@claude-remote/session';
import { firstWithin } from '../storage/first-within.ts';
import type { EventRow, Storage } from '../storage/storage.ts';
import { rowOf } from './event-rows.ts';
import { LiveShelf } from './live-shelf.ts';

/**
 * The hub's end of one session's event log: takes events from the runner in order, relays them at once, stores them in
 * parallel, and says what is stored. It knows no sockets and decides nothing about the session.
 */
export interface LogFollower {
  /** Relayed, perhaps not stored yet. Rows follow each other without a gap for as long as the follower listens. */
  onEvents(rows: readonly EventRow[], events: readonly Event[]): void;
  onStored(seq: number): void;
  onLive(values: readonly LiveValue[]): void;
  /** The runner came back, or went: what it holds of the log is known, or not known any more. */
  onSource(): void;
  /** Storage refused what was relayed: nothing that was shown can be relied upon. */
  onBroken(): void;
}

/** What the runner is told about a batch. */
export type Receipt =
  | { readonly kind: 'taken' }
  /** Something is missing: send again from `seq`. */
  | { readonly kind: 'gap'; readonly seq: number }
  /** Another writer took over; this one must stop. */
  | { readonly kind: 'fenced' };

export interface LogStart {
  readonly id: SessionId;
  readonly machine: MachineId;
  /** Folded up to the stored head. */
  readonly state: SessionState;
  /** Newest event that a stored snapshot covers. */
  readonly snapshotSeq: number;
}

export interface LogParts {
  readonly storage: Storage;
  /** The state changed: lists show it anew. */
  readonly onChange: (log: SessionLog) => void;
  readonly onStored: (log: SessionLog, seq: number) => void;
  readonly onBroken: (log: SessionLog, error: unknown) => void;
  /** Newest event in the journal of the session's runner when it connected; null while it is away. */
  readonly sourceHead: (log: SessionLog) => number | null;
}

export class SessionLog {
  readonly id: SessionId;
  readonly machine: MachineId;
  readonly live = new LiveShelf();
  private current: SessionState;
  private storedSeq: number;
  private snapshotSeq: number;
  /** Relayed and on their way to storage. */
  private unstored: EventRow[] = [];
  private readonly followers = new Set<LogFollower>();
  private readonly parts: LogParts;

  constructor(start: LogStart, parts: LogParts) {
    this.id = start.id;
    this.machine = start.machine;
    this.current = start.state;
    this.storedSeq = start.state.head.seq;
    this.snapshotSeq = start.snapshotSeq;
    this.parts = parts;
  }

  get state(): SessionState {
    return this.current;
  }

  get head(): Position {
    return this.current.head;
  }

  get stored(): number {
    return this.storedSeq;
  }

  /** Whether nobody needs this to stay in memory. */
  get idle(): boolean {
    return this.followers.size === 0 && this.unstored.length === 0;
  }

  get watched(): boolean {
    return this.followers.size > 0;
  }

  /** Newest event that exists anywhere as far as is known; null when only the runner could tell and it is away. */
  get promised(): number | null {
    const source = this.parts.sourceHead(this);
    return source === null ? null : Math.max(source, this.head.seq);
  }

  follow(follower: LogFollower): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  /** The runner's link came or went. */
  sourceChanged(): void {
    this.live.clear();
    for (const follower of [...this.followers]) follower.onSource();
  }

  /** Throws `bad_frame` when the batch is not dense in itself. */
  receive(events: readonly Event[]): Receipt {
    const first = events[0];
    if (!first) return { kind: 'taken' };
    if (events.some((event, at) => event.seq !== first.seq + at)) {
      throw new RemoteError('bad_frame', { detail: 'the events of a batch must follow each other' });
    }
    const { duplicates, gap } = receiveDense(this.head.seq, first.seq, events.length);
    if (gap !== null) return { kind: 'gap', seq: gap };
    if (this.contradicts(events.slice(0, duplicates))) return { kind: 'fenced' };
    const fresh = events.slice(duplicates);
    if (!epochsRise(this.head.epoch, fresh)) return { kind: 'fenced' };
    // Known already: the answer may have been lost with an earlier connection.
    if (fresh.length === 0) this.parts.onStored(this, this.storedSeq);
    else this.take(fresh);
    return { kind: 'taken' };
  }

  receiveLive(values: readonly LiveValue[]): void {
    this.live.add(values);
    for (const follower of [...this.followers]) follower.onLive(values);
  }

  /** Rows after `after`, oldest first, stored or not. */
  rows(after: number, limit: number): EventRow[] {
    const stored = after < this.storedSeq ? this.parts.storage.events(this.id, after, limit) : [];
    const from = stored.at(-1)?.seq ?? after;
    if (stored.length >= limit) return stored;
    const rest = this.unstored.filter((row) => row.seq > from).slice(0, limit - stored.length);
    return [...stored, ...rest];
  }

  /** All rows after `seq`, in batches that fit in a frame. */
  *after(seq: number): Iterable<EventRow[]> {
    for (let rows = this.rows(seq, EVENT_BATCH_COUNT); rows.length > 0; ) {
      const batch = firstWithin(rows, EVENT_BATCH_BYTES, ({ body }) => body);
      yield batch;
      rows = this.rows(batch.at(-1)?.seq ?? this.head.seq, EVENT_BATCH_COUNT);
    }
  }

  /** Whether this log holds that very event. */
  holds({ epoch, seq }: Position): boolean {
    return seq === 0 || (seq <= this.head.seq && this.rows(seq - 1, 1)[0]?.epoch === epoch);
  }

  private contradicts(known: readonly Event[]): boolean {
    return known.some((event) => !this.holds(event));
  }

  private take(fresh: readonly Event[]): void {
    for (const event of fresh) {
      this.current = applyEvent(this.current, event);
      this.live.clearBy(event.body);
    }
    const rows = fresh.map(rowOf);
    this.unstored.push(...rows);
    for (const follower of [...this.followers]) follower.onEvents(rows, fresh);
    this.parts.onChange(this);
    void this.store(rows);
  }

  private async store(rows: readonly EventRow[]): Promise<void> {
    const { seq } = this.head;
    try {
      await this.parts.storage.addEvents({
        session: this.id,
        events: rows,
        summary: summarize(this.current),
        snapshot: this.snapshotDue(),
      });
    } catch (error) {
      this.parts.onBroken(this, error);
      for (const follower of [...this.followers]) follower.onBroken();
      return;
    }
    this.storedSeq = seq;
    this.unstored = this.unstored.filter((row) => row.seq > seq);
    this.parts.onStored(this, seq);
    for (const follower of [...this.followers]) follower.onStored(seq);
  }

  private snapshotDue() {
    const { seq } = this.head;
    if (seq - this.snapshotSeq < SNAPSHOT_EVERY_EVENTS) return null;
    this.snapshotSeq = seq;
    return { seq, state: JSON.stringify(this.current) };
  }
}

/** Epochs never go back within a log: a lower one comes from a runner that was replaced. */
function epochsRise(epoch: number, events: readonly Event[]): boolean {
  let newest = epoch;
  for (const event of events) {
    if (event.epoch < newest) return false;
    newest = event.epoch;
  }
  return true;
}
