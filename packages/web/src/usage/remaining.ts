import type { Words } from '../i18n/language.tsx';
import { duration } from '../i18n/measures.ts';

const MINUTE = 60_000;

/** How long something still takes, as a running clock that shows no more than people need: `1 h 38 min`, `12 min`, `40 s`. */
export function remaining(t: Words['t'], ms: number): string {
  const left = Math.max(0, ms);
  if (left >= 60 * MINUTE) return duration(t, Math.round(left / MINUTE) * MINUTE);
  return left > MINUTE
    ? t('time.minutes', { n: Math.round(left / MINUTE) })
    : t('time.seconds', { n: Math.ceil(left / 1000) });
}
