import { RemoteError } from '@claude-remote/protocol';

/** The days on which something happened in a session, found without reading it: a log is in order of time. */
export interface SessionDay {
  /** As `2026-11-21`, in the asker's time zone. */
  readonly day: string;
  /** Number of its first event. */
  readonly seq: number;
}

export interface DaysAsked {
  /** Number of the newest event. */
  readonly head: number;
  /** When an event happened, Unix ms. */
  readonly timeOf: (seq: number) => Promise<number>;
  readonly dayOf: (at: number) => string;
  /** Days to find at most, newest first. */
  readonly limit: number;
}

/** Newest first. Costs about the logarithm of the log's length for each day; where a clock was set back, a day may be left out. */
export async function daysOf({ head, timeOf, dayOf, limit }: DaysAsked): Promise<SessionDay[]> {
  const days: SessionDay[] = [];
  for (let last = head; last >= 1 && days.length < limit; ) {
    const day = dayOf(await timeOf(last));
    const seq = await firstSince(day, last, async (one) => dayOf(await timeOf(one)));
    days.push({ day, seq });
    last = seq - 1;
  }
  return days;
}

/** The first event up to `last` that is not before that day. */
async function firstSince(day: string, last: number, dayOfEvent: (seq: number) => Promise<string>): Promise<number> {
  let [low, high] = [1, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await dayOfEvent(middle)) >= day) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Names the day of a moment in that IANA zone. Throws `bad_request` for a zone that nobody knows. */
export function dayIn(timeZone: string): (at: number) => string {
  try {
    // The Swedish way of writing dates is the one that sorts.
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    return (at) => format.format(at);
  } catch {
    throw new RemoteError('bad_request', { detail: 'timeZone: not an IANA time zone' });
  }
}
