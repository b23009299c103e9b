import type { Event, EventBody, SessionId } from '@claude-remote/protocol';
import type { EventRow } from '../storage/storage.ts';

/**
 * Events between their three forms: as values, as rows, and as text on a socket. A body is serialised once, when it comes
 * in; rows travel to viewers without being parsed again.
 */
export function rowOf({ seq, epoch, at, body }: Event): EventRow {
  return { seq, epoch, at, body: JSON.stringify(body) };
}

/** The body was validated when it was stored. */
export function eventOf({ seq, epoch, at, body }: EventRow): Event {
  return { seq, epoch, at, body: JSON.parse(body) as EventBody };
}

export function rowsAsJson(rows: readonly EventRow[]): string {
  return `[${rows.map(({ epoch, seq, at, body }) => `{"epoch":${epoch},"seq":${seq},"at":${at},"body":${body}}`).join(',')}]`;
}

/** An `events` frame as text. */
export function eventsFrame(session: SessionId, rows: readonly EventRow[]): string {
  return `{"type":"events","session":"${session}","events":${rowsAsJson(rows)}}`;
}

/** A `missed` frame as text. */
export function missedFrame(session: SessionId, rows: readonly EventRow[]): string {
  return `{"type":"missed","session":"${session}","events":${rowsAsJson(rows)}}`;
}
