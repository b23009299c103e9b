import type { ReplyOf } from '@claude-remote/protocol';
import { DEFAULT_THRESHOLDS, type Thresholds } from './thresholds.ts';

/** How near the end of something is. Pure. */
export type Warn = 'calm' | 'warn' | 'risk';

/** By default amber in the last 60 minutes before a reset, red in the last 30. */
export function warnOfReset(leftMs: number, { resetWarn, resetRisk }: Thresholds = DEFAULT_THRESHOLDS): Warn {
  const minutes = leftMs / 60_000;
  return minutes <= resetRisk ? 'risk' : minutes <= resetWarn ? 'warn' : 'calm';
}

/** By default amber from 50 dollars a day, red from 100. */
export function warnOfDay(usd: number, { dayWarn, dayRisk }: Thresholds = DEFAULT_THRESHOLDS): Warn {
  return usd >= dayRisk ? 'risk' : usd >= dayWarn ? 'warn' : 'calm';
}

export type NearLimit = ReplyOf<'usage'>['limits'][number];

export function warnOfLimit(
  { status, utilization = 0 }: NearLimit,
  { limitWarn }: Thresholds = DEFAULT_THRESHOLDS,
): Warn {
  if (status === 'rejected') return 'risk';
  return status === 'warning' || utilization * 100 >= limitWarn ? 'warn' : 'calm';
}

/** What a person should hear of without asking: a dear day, and limits of the account that are near. */
export type Near =
  | { readonly is: 'day'; readonly warn: Warn; readonly costUsd: number }
  | { readonly is: 'limit'; readonly warn: Warn; readonly limit: NearLimit };

/** `now`: Unix ms; a limit that was reset since is near no more. */
export function nearLimits(usage: ReplyOf<'usage'>, thresholds: Thresholds, now: number): Near[] {
  const costUsd = usage.days.find(({ day }) => day === usage.today)?.costUsd ?? 0;
  const day: Near = { is: 'day', warn: warnOfDay(costUsd, thresholds), costUsd };
  const limits = usage.limits
    .filter(({ resetsAt }) => resetsAt === undefined || resetsAt > now)
    .map((limit): Near => ({ is: 'limit', warn: warnOfLimit(limit, thresholds), limit }));
  return [day, ...limits].filter(({ warn }) => warn !== 'calm');
}
