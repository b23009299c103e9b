import { asSessionId, type ReplyOf, type Usage } from '@claude-remote/protocol';
import type { UsageEntry } from './entry.ts';

type Reply = ReplyOf<'usage'>;
type Block = NonNullable<Reply['block']>;

const HOUR_MS = 3_600_000;
/** Length of the account's window, and the silence that ends a block. */
export const BLOCK_MS = 5 * HOUR_MS;
/** A tenth of a block: before that one dear answer would tell the cost of all five hours. */
const LEAST_PACE_MS = BLOCK_MS / 10;

/** The block that runs at `now`: it began at the full hour of its first answer. Entries in order of time. Pure. */
export function runningBlock(entries: readonly UsageEntry[], now: number): Block | null {
  let startsAt = 0;
  let from = 0;
  for (const [index, { at }] of entries.entries()) {
    const last = entries[index - 1];
    if (last && at - startsAt <= BLOCK_MS && at - last.at <= BLOCK_MS) continue;
    startsAt = Math.floor(at / HOUR_MS) * HOUR_MS;
    from = index;
  }
  const inside = entries.slice(from);
  const [first, last] = [inside[0], inside.at(-1)];
  const endsAt = startsAt + BLOCK_MS;
  if (!first || !last || now >= endsAt || now - last.at >= BLOCK_MS) return null;
  const { costUsd, tokens } = sum(inside);
  const lasted = last.at - first.at;
  const projectedUsd = lasted >= LEAST_PACE_MS ? costUsd + (costUsd / lasted) * (endsAt - now) : null;
  return { startsAt, endsAt, costUsd, projectedUsd, tokens };
}

/** Days with any use, oldest first; `dayOf` says on which day a time lies. Pure. */
export function perDay(entries: readonly UsageEntry[], dayOf: (at: number) => string): Reply['days'] {
  return [...groupBy(entries, ({ at }) => dayOf(at))]
    .map(([day, inside]) => ({ day, messages: inside.length, ...sum(inside) }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** Sessions, the latest first. Entries in order of time. Pure. */
export function perSession(entries: readonly UsageEntry[], isToday: (at: number) => boolean): Reply['sessions'] {
  return [...groupBy(entries, ({ claudeSession }) => claudeSession)]
    .map(([claudeSession, inside]) => ({
      claudeSession: asSessionId(claudeSession),
      workspace: inside[0]?.workspace || null,
      lastAt: inside.at(-1)?.at ?? 0,
      models: [...new Set(inside.map(({ model }) => model))],
      todayUsd: sum(inside.filter(({ at }) => isToday(at))).costUsd,
      ...sum(inside),
    }))
    .sort((a, b) => b.lastAt - a.lastAt);
}

function sum(entries: readonly UsageEntry[]): { costUsd: number; tokens: Usage } {
  const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  let costUsd = 0;
  for (const entry of entries) {
    costUsd += entry.costUsd ?? 0;
    tokens.input += entry.tokens.input;
    tokens.output += entry.tokens.output;
    tokens.cacheRead += entry.tokens.cacheRead;
    tokens.cacheWrite += entry.tokens.cacheWrite;
  }
  return { costUsd, tokens };
}

function groupBy(entries: readonly UsageEntry[], keyOf: (entry: UsageEntry) => string): Map<string, UsageEntry[]> {
  const groups = new Map<string, UsageEntry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}
