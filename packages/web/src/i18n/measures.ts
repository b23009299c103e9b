import type { Language, Words } from './language.tsx';

/** Times, costs and counts as people read them: clock times for the past, durations for now, always with units. */
type T = Words['t'];

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago or for how long, in one unit: `9 s`, `2 min`, `3 h`. */
export function age(t: T, ms: number): string {
  const past = Math.max(0, ms);
  if (past < MINUTE) return t('time.seconds', { n: Math.floor(past / SECOND) });
  if (past < HOUR) return t('time.minutes', { n: Math.floor(past / MINUTE) });
  return t('time.hours', { n: Math.floor(past / HOUR) });
}

export function countSessions(n: number, t: T): string {
  return n === 1 ? t('machine.sessionsOne') : t('machine.sessions', { n });
}

/** How long something took: `4 s`, `2 min 31 s`, `1 h 05 min`. */
export function duration(t: T, ms: number): string {
  if (ms < MINUTE) return t('time.seconds', { n: ms < 10 * SECOND ? tenths(ms) : Math.round(ms / SECOND) });
  if (ms < HOUR) return t('time.minutesSeconds', { m: Math.floor(ms / MINUTE), s: Math.floor((ms % MINUTE) / SECOND) });
  return t('time.hoursMinutes', { h: Math.floor(ms / HOUR), m: Math.floor((ms % HOUR) / MINUTE) });
}

/** Seconds with one digit: `0.3`; whole ones without: `4`. */
export function tenths(ms: number): string {
  const rounded = Math.round(ms / 100) / 10;
  return String(rounded);
}

/** Seconds with one digit always, for what changes while it is read: `0.3`, `2.0`. */
export function steadyTenths(ms: number): string {
  return (ms / SECOND).toFixed(1);
}

/** A running clock: `0:08`, `2:04`, `1:02:03`. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const pad = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** Younger than this a time alone can be of one day only, whatever the hour: at 0:10 nobody reads "Sat" as ten minutes ago. */
const RECENT = 12 * HOUR;

/** When something happened, as short as the day allows: `14:06` today or in the last hours, `Mon` this week, else the date. */
export function when(language: Language, at: number, now: number): string {
  const recent = now >= at && now - at < RECENT;
  return recent || isSameDay(at, now) ? clock(language, at) : day(language, at, now);
}

function isSameDay(at: number, now: number): boolean {
  return new Date(at).toDateString() === new Date(now).toDateString();
}

function day(language: Language, at: number, now: number): string {
  const format: Intl.DateTimeFormatOptions =
    Math.abs(now - at) < 6 * DAY ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(language, format).format(at);
}

/** A clock time that names its day unless it is today: `14:06`, `Mon 14:06`. */
export function moment(language: Language, at: number, now: number): string {
  const time = clock(language, at);
  return isSameDay(at, now) ? time : `${day(language, at, now)} ${time}`;
}

export function clock(language: Language, at: number): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

export function cost(usd: number): string {
  if (usd > 0 && usd < 0.00005) return '<$0.0001';
  return `$${usd > 0 && usd < 0.01 ? usd.toFixed(4) : usd.toFixed(2)}`;
}

/** Null while Claude has not told any: it does so at the end of a turn, and nothing is no amount. */
export function knownCost(usd: number): string | null {
  return usd > 0 ? cost(usd) : null;
}

/** Tokens in thousands and millions: `412`, `3.1k`, `96k`, `1.2M`. */
export function tokens(count: number): string {
  const short = (n: number) => (n < 10 ? Math.round(n * 10) / 10 : Math.round(n));
  if (count < 1000) return String(count);
  return count < 999_500 ? `${short(count / 1000)}k` : `${short(count / 1_000_000)}M`;
}
