import { type Event, type HubToClient, type LiveValue, OPEN_TAIL_EVENTS, type Position } from '@claude-remote/protocol';
import { eventsFrame, rowsAsJson } from '../sessions/event-rows.ts';
import type { LogFollower, SessionLog } from '../sessions/session-log.ts';
import type { EventRow } from '../storage/storage.ts';
import type { Credit } from './credit.ts';

/**
 * One session as one client follows it: a cursor, not a buffer. While credit lasts, batches go out as they come; without
 * it, the viewer lags and later reads on from its cursor.
 */
export interface ViewerWay {
  readonly credit: Credit;
  send(frame: HubToClient): void;
  sendText(text: string): void;
  /** What was shown cannot be relied upon: the client must connect anew. */
  broken(): void;
}

export class Viewer implements LogFollower {
  private readonly log: SessionLog;
  private readonly way: ViewerWay;
  /** Newest event that was sent. */
  private cursor = 0;
  /** The client's cursor when it was beyond what is here: that past is believed until the log says otherwise. */
  private unproven: Position | null = null;
  private lagging = false;
  /** Something live was left out, so that the next must bring everything. */
  private liveMissed = false;

  constructor(log: SessionLog, way: ViewerWay) {
    this.log = log;
    this.way = way;
  }

  /** Goes on from the client's cursor when both know that event, else begins anew with a snapshot. */
  begin(after: Position | null): void {
    if (after && this.canResume(after)) {
      this.cursor = after.seq;
      this.unproven = after.seq > this.log.head.seq ? after : null;
      this.way.send({ type: 'resumed', session: this.log.id, head: this.log.head, stored: this.log.stored });
      this.pump();
    } else this.sendSnapshot();
    this.sendAllLive();
  }

  onEvents(rows: readonly EventRow[], _events: readonly Event[]): void {
    if (this.unproven && this.disproves(rows, this.unproven)) {
      this.sendSnapshot();
      return;
    }
    const fresh = rows.filter(({ seq }) => seq > this.cursor);
    if (this.lagging || fresh.length === 0) return;
    if (!this.way.credit.left) this.lagging = true;
    else this.sendRows(fresh);
  }

  onStored(seq: number): void {
    if (!this.lagging) this.way.send({ type: 'durable', session: this.log.id, seq });
  }

  onLive(values: readonly LiveValue[]): void {
    if (this.lagging || !this.way.credit.left) this.liveMissed = true;
    else if (this.liveMissed) this.sendAllLive();
    else this.sendLive(values);
  }

  onSource(): void {
    const { promised } = this.log;
    if (promised !== null && this.cursor > promised) this.sendSnapshot();
  }

  onBroken(): void {
    this.way.broken();
  }

  /** Credit came back: reads on from the cursor. */
  pump(): void {
    this.lagging = true;
    while (this.way.credit.left) {
      const rows = this.log.rows(this.cursor, PUMP_EVENTS);
      if (rows.length > 0) this.sendRows(upTo(rows, PUMP_CHARS));
      else {
        this.caughtUp();
        return;
      }
    }
  }

  get waits(): boolean {
    return this.lagging || this.liveMissed;
  }

  /** Another writer came back than the one whose events the client saw last: both lost what they had, in a power cut. */
  private disproves(rows: readonly EventRow[], { epoch, seq }: Position): boolean {
    if ((rows.at(-1)?.seq ?? 0) >= seq) this.unproven = null;
    return rows.some((row) => row.seq <= seq && row.epoch > epoch);
  }

  private caughtUp(): void {
    this.lagging = false;
    this.way.send({ type: 'durable', session: this.log.id, seq: this.log.stored });
    if (this.liveMissed) this.sendAllLive();
  }

  private canResume(after: Position): boolean {
    if (after.seq === 0) return false;
    const { head, promised } = this.log;
    // Beyond what is here: a runner may still bring it, after a crash of this hub.
    if (after.seq > head.seq) return after.epoch >= head.epoch && (promised === null || after.seq <= promised);
    return head.seq - after.seq <= MAX_RESUMED_EVENTS && this.log.holds(after);
  }

  private sendSnapshot(): void {
    const { id, state, head, stored } = this.log;
    const rows = this.log.rows(Math.max(0, head.seq - OPEN_TAIL_EVENTS), OPEN_TAIL_EVENTS);
    const first = head.seq > 0 ? 1 : 0;
    const tail = rowsAsJson(upToFromEnd(rows, SNAPSHOT_CHARS));
    this.way.sendText(
      `{"type":"snapshot","session":"${id}","state":${JSON.stringify(state)},"events":${tail},"first":${first},"stored":${stored}}`,
    );
    this.cursor = head.seq;
    this.unproven = null;
    this.lagging = false;
  }

  private sendRows(rows: readonly EventRow[]): void {
    const text = eventsFrame(this.log.id, rows);
    this.cursor = rows.at(-1)?.seq ?? this.cursor;
    this.way.credit.spend(Buffer.byteLength(text));
    this.way.sendText(text);
  }

  private sendAllLive(): void {
    this.liveMissed = false;
    const values = this.log.live.values();
    if (values.length > 0) this.sendLive(values);
  }

  private sendLive(values: readonly LiveValue[]): void {
    const text = JSON.stringify({ type: 'live', session: this.log.id, values });
    this.way.credit.spend(Buffer.byteLength(text));
    this.way.sendText(text);
  }
}

/** Events read at once while catching up, and characters sent at once: small enough that other work comes in between. */
const PUMP_EVENTS = 256;
const PUMP_CHARS = 128 * 1024;
/** Beyond that many missed events a snapshot is less to send and to apply. */
const MAX_RESUMED_EVENTS = 2_000;
/** Characters of the tail that a snapshot brings; the rest is read when somebody scrolls there. */
const SNAPSHOT_CHARS = 256 * 1024;

/** Leading rows of at most that many characters, at least one. */
function upTo(rows: readonly EventRow[], chars: number): readonly EventRow[] {
  let sum = 0;
  const end = rows.findIndex(({ body }) => {
    sum += body.length;
    return sum > chars;
  });
  return end === -1 ? rows : rows.slice(0, Math.max(1, end));
}

function upToFromEnd(rows: readonly EventRow[], chars: number): readonly EventRow[] {
  return [...upTo([...rows].reverse(), chars)].reverse();
}
