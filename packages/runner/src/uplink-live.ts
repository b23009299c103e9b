import type { Clock } from '@claude-remote/link';
import {
  type EventBody,
  LIVE_FRAMES_PER_SECOND,
  type LiveValue,
  liveKey,
  type SessionId,
} from '@claude-remote/protocol';
import { clearedLive, joinLive } from '@claude-remote/session';

/**
 * What is happening right now, thinned: at most so many frames a second and session, the latest value of each key, pieces
 * of one text joined. May drop; never delays an event.
 */
export class LiveBuffer {
  private readonly sessions = new Map<SessionId, Pending>();
  private readonly clock: Clock;
  private readonly send: (session: SessionId, values: LiveValue[]) => boolean;

  /** `send` returns false when nothing can be sent now; the values then wait for the next chance. */
  constructor(clock: Clock, send: (session: SessionId, values: LiveValue[]) => boolean) {
    this.clock = clock;
    this.send = send;
  }

  add(session: SessionId, values: readonly LiveValue[]): void {
    const pending = this.pending(session);
    for (const value of values) {
      const key = liveKey(value);
      pending.values.set(key, joined(pending.values.get(key), value));
    }
    this.flush(session, pending);
  }

  /** An event is on its way: what it takes the place of must not come after it. */
  clearBy(session: SessionId, body: EventBody): void {
    const cleared = clearedLive(body);
    if (cleared === 'all') this.sessions.get(session)?.values.clear();
    else if (cleared) this.sessions.get(session)?.values.delete(cleared.key);
  }

  /** Nobody looks: a few frames a second are enough to be up to date when somebody does. */
  watched(session: SessionId, watched: boolean): void {
    this.pending(session).intervalMs = 1000 / (watched ? LIVE_FRAMES_PER_SECOND : UNWATCHED_FRAMES_PER_SECOND);
  }

  private pending(session: SessionId): Pending {
    let pending = this.sessions.get(session);
    if (!pending) {
      const intervalMs = 1000 / LIVE_FRAMES_PER_SECOND;
      pending = { values: new Map(), nextAt: 0, waiting: false, intervalMs };
      this.sessions.set(session, pending);
    }
    return pending;
  }

  private flush(session: SessionId, pending: Pending): void {
    if (pending.waiting || pending.values.size === 0) return;
    const now = this.clock.now();
    if (now < pending.nextAt) {
      pending.waiting = true;
      this.clock.timer(pending.nextAt - now, () => {
        pending.waiting = false;
        this.flush(session, pending);
      });
      return;
    }
    pending.nextAt = now + pending.intervalMs;
    if (this.send(session, [...pending.values.values()])) pending.values.clear();
  }
}

interface Pending {
  readonly values: Map<string, LiveValue>;
  /** Clock time before which no frame may go. */
  nextAt: number;
  waiting: boolean;
  intervalMs: number;
}

const UNWATCHED_FRAMES_PER_SECOND = 2;
/** Characters of a text that wait for a link; beyond that the finished block heals it. */
const MAX_WAITING_CHARS = 256 * 1024;

/** What waits grows only as far as it may; a piece that does not fit goes alone and waits at whoever misses what came before. */
function joined(older: LiveValue | undefined, newer: LiveValue): LiveValue {
  const whole = joinLive(older, newer);
  return whole?.kind === 'partial' && whole.text.length > MAX_WAITING_CHARS ? newer : (whole ?? newer);
}
