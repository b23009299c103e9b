/** How near the end of something is; the thresholds people know from the tools before. Pure. */
export type Warn = 'calm' | 'warn' | 'risk';

/** Amber in the last 60 minutes before a reset, red in the last 30. */
export function warnOfReset(leftMs: number): Warn {
  const minutes = leftMs / 60_000;
  return minutes <= 30 ? 'risk' : minutes <= 60 ? 'warn' : 'calm';
}

/** Amber from 50 dollars a day, red from 100. */
export function warnOfDay(usd: number): Warn {
  return usd >= 100 ? 'risk' : usd >= 50 ? 'warn' : 'calm';
}
