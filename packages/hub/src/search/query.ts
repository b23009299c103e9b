import { RemoteError } from '@claude-remote/protocol';

/** What somebody looks for: `parser "exact words" machine:atlas workspace:api after:2026-11-01 before:2026-11-20`. */
export interface Wanted {
  /** Each must be in the text, as it is written, whatever its case. Never empty. */
  readonly terms: readonly string[];
  readonly machine: string | null;
  readonly workspace: string | null;
  /** Unix ms: at or after, before. */
  readonly after: number | null;
  readonly before: number | null;
}

const MAX_TERMS = 12;
const PART = /(machine|workspace|before|after):("[^"]*"|\S+)|"([^"]*)"|(\S+)/giu;

/** Days begin at midnight of the IANA time zone. An operator that makes no sense is a word like any other. */
export function parseQuery(text: string, timeZone: string): Wanted {
  const wanted = { machine: null, workspace: null, after: null, before: null };
  const found: { -readonly [Key in keyof Wanted]: Wanted[Key] } = { ...wanted, terms: [] };
  const terms: string[] = [];
  for (const [whole, operator, value = '', phrase, word] of text
    .normalize('NFC')
    .replaceAll('\0', ' ')
    .matchAll(PART)) {
    const plain = value.replaceAll('"', '').toLowerCase();
    const day = dayStart(plain, timeZone);
    const name = operator?.toLowerCase();
    if ((name === 'machine' || name === 'workspace') && plain !== '') found[name] = plain;
    else if ((name === 'after' || name === 'before') && day !== null) found[name] = day;
    else terms.push((phrase ?? word ?? whole).trim());
  }
  found.terms = [...new Set(terms.filter((term) => term !== '' && term !== '"'))].slice(0, MAX_TERMS);
  if (found.terms.length === 0) throw new RemoteError('bad_request', { detail: 'q: say a word to look for' });
  return found;
}

const MINUTE_MS = 60_000;

/** Midnight of a day written `2026-11-20`, Unix ms; null when it is no day. */
function dayStart(text: string, timeZone: string): number | null {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number.isNaN(utc) || new Date(utc).toISOString().slice(0, 10) !== text) return null;
  return utc - offsetAt(utc, timeZone);
}

/** How far the zone's clock is ahead of UTC then. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  return local - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

/** Throws `bad_request` for a zone that nobody knows. */
export function requireTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone;
  } catch {
    throw new RemoteError('bad_request', { detail: 'timeZone: not an IANA time zone' });
  }
}
