import { RemoteError, type ReplyOf, type SessionState } from '@claude-remote/protocol';
import { checkDirectory, type Policy } from '../policy/policy.ts';
import { PRICES_OF } from './prices.ts';
import { perDay, perSession, runningBlock } from './summarize.ts';
import type { UsageReader } from './usage-reader.ts';

/** What was used on this machine. Throws `bad_request` for a time zone that nobody knows. */
export async function answerUsage(reader: UsageReader, timeZone: string, parts: UsageParts): Promise<ReplyOf<'usage'>> {
  const dayOf = daysIn(timeZone);
  const complete = await reader.read(BUDGET_MS);
  const readAt = parts.now();
  const today = dayOf(readAt);
  const entries = reader.entries();
  const unpriced = entries.filter(({ costUsd }) => costUsd === null).map(({ model }) => model);
  const sessions = perSession(entries, (at) => dayOf(at) === today).slice(0, MAX_SESSIONS);
  const policy = await parts.policy();
  const workspaces = new Map<string, string | null>();
  for (const { workspace } of sessions)
    if (workspace !== null && !workspaces.has(workspace))
      workspaces.set(workspace, (await checkDirectory(policy, workspace)).ok ? workspace : null);
  return {
    kind: 'usage',
    readAt,
    complete,
    today,
    pricesOf: PRICES_OF,
    unknownModels: [...new Set(unpriced)].sort(),
    block: runningBlock(entries, readAt),
    days: perDay(entries, dayOf).slice(-MAX_DAYS),
    sessions: sessions.map((one) => ({ ...one, workspace: workspaces.get(one.workspace ?? '') ?? null })),
    limits: latestLimits(parts.states(), readAt),
  };
}

type LimitState = SessionState['limits'][number];

/** Each limit as it was told last: the one that is reset last, of those not reset since. Pure. */
export function latestLimits(states: readonly SessionState[], now: number): LimitState[] {
  const latest = new Map<string, LimitState>();
  for (const limit of states.flatMap(({ limits }) => limits)) {
    if (limit.resetsAt !== undefined && limit.resetsAt <= now) continue;
    const known = latest.get(limit.limit);
    const [was, is] = [known?.resetsAt ?? 0, limit.resetsAt ?? 0];
    // Within one window use only grows.
    if (!known || is > was || (is === was && (limit.utilization ?? 0) > (known.utilization ?? 0)))
      latest.set(limit.limit, limit);
  }
  return [...latest.values()];
}

/** On which day a time lies in a zone, `YYYY-MM-DD`. */
function daysIn(timeZone: string): (at: number) => string {
  try {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    return (at) => format.format(at);
  } catch {
    throw new RemoteError('bad_request', { detail: 'timeZone is not the name of a time zone' });
  }
}

export interface UsageParts {
  readonly policy: () => Promise<Policy>;
  /** Sessions of this machine, for what Claude said about the account. */
  readonly states: () => readonly SessionState[];
  /** Unix ms. */
  readonly now: () => number;
}

/** Well below the deadline of a query; the rest is read when it is asked again. */
const BUDGET_MS = 5_000;
const MAX_DAYS = 30;
const MAX_SESSIONS = 100;
