import type { NotificationPreferences } from '@claude-remote/protocol';

/** Quiet hours in the person's own time zone. Pure; times are Unix milliseconds. */
type Quiet = NonNullable<NotificationPreferences['quiet']>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** From `from` up to and without `to`; the same time twice means the whole day. */
export function isQuiet(quiet: Quiet, at: number): boolean {
  const from = minutesOf(quiet.from);
  const to = minutesOf(quiet.to);
  const now = minutesIn(quiet.zone, at);
  return from < to ? now >= from && now < to : now >= from || now < to;
}

/** When they are over, at the earliest a second from `at`. A change of the clocks in between is seen by asking again then. */
export function quietEnds(quiet: Quiet, at: number): number {
  const left = (minutesOf(quiet.to) - minutesIn(quiet.zone, at) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  return at - (at % MINUTE_MS) + left * MINUTE_MS;
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

function minutesIn(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return minutesOf(format.format(at));
}
