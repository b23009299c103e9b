import { asHash } from './repository.ts';

/**
 * Pure: the commit that was checked out at a moment (Unix ms), by git's log of HEAD. Nothing has to be noted when a
 * session begins, and it holds for sessions that began before anybody asked. Null when it was before the first commit;
 * undefined when the log cannot say.
 */
export function commitAt(log: string, ms: number): string | null | undefined {
  let first: string | undefined;
  let last: string | undefined;
  for (const line of log.split('\n')) {
    const entry = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) .*> (\d{1,12}) [+-]\d{4}(?:\t|$)/.exec(line);
    if (!entry) continue;
    first ??= entry[1];
    // The log knows whole seconds: what happened in the second of the moment counts as after it.
    if (Number(entry[3]) * 1000 + 999 < ms) last = entry[2];
  }
  const found = last ?? first;
  if (found === undefined) return undefined;
  return /^0+$/.test(found) ? null : (asHash(found) ?? undefined);
}
