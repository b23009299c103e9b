import type { Clock } from '@claude-remote/link';
import type { SessionId } from '@claude-remote/protocol';
import type { EventRow } from '../storage/storage.ts';
import { type Happening, happeningOf, mayMatter } from './happenings.ts';

/**
 * Reads what was stored since the last look and finds what may have to be told. It goes behind the events, never in their
 * way: a batch is looked at a moment after it is durable.
 */
interface EventReadingParts {
  readonly clock: Clock;
  /** Stored rows after `after`, oldest first. */
  readonly rows: (session: SessionId, after: number, limit: number) => readonly EventRow[];
  /** Acts on what was found and remembers `seq`, both or neither. */
  readonly onFound: (session: SessionId, found: readonly Happening[], seq: number) => void;
  readonly onTrouble: (what: string, error: unknown) => void;
}

const LOOK_MS = 250;
/** After trouble, such as a full disk. */
const AGAIN_MS = 5_000;
const PAGE = 500;

export class EventReading {
  private readonly parts: EventReadingParts;
  /** Newest event that was looked at. */
  private readonly looked: Map<SessionId, number>;
  /** Newest stored event of sessions with something to look at. */
  private readonly due = new Map<SessionId, number>();
  private cancel: (() => void) | null = null;
  private stopped = false;

  constructor(looked: ReadonlyMap<SessionId, number>, parts: EventReadingParts) {
    this.looked = new Map(looked);
    this.parts = parts;
  }

  stored(session: SessionId, seq: number): void {
    if (this.stopped || seq <= (this.looked.get(session) ?? 0)) return;
    this.due.set(session, seq);
    this.schedule(LOOK_MS);
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  private schedule(ms: number): void {
    this.cancel ??= this.parts.clock.timer(ms, () => {
      this.cancel = null;
      this.look();
    });
  }

  private look(): void {
    for (const [session, seq] of [...this.due]) {
      try {
        this.read(session, seq);
        if (this.due.get(session) === seq) this.due.delete(session);
      } catch (error) {
        this.parts.onTrouble('what happened could not be looked at', error);
        this.schedule(AGAIN_MS);
      }
    }
  }

  /** All of it at once: what was asked and settled in between is nobody's news. */
  private read(session: SessionId, upTo: number): void {
    const found: Happening[] = [];
    let cursor = this.looked.get(session) ?? 0;
    while (cursor < upTo) {
      const rows = this.parts.rows(session, cursor, Math.min(PAGE, upTo - cursor));
      for (const row of rows) {
        const happening = mayMatter(row.body) ? happeningOf({ ...row, body: JSON.parse(row.body) }) : null;
        if (happening) found.push(happening);
      }
      cursor = rows.at(-1)?.seq ?? upTo;
    }
    if (found.length > 0) this.parts.onFound(session, found, upTo);
    this.looked.set(session, upTo);
  }
}
