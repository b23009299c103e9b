import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asSessionId } from '@claude-remote/protocol';
import { emptyState } from '@claude-remote/session';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Policy } from '../src/policy/policy.ts';
import { answerUsage, latestLimits } from '../src/usage/answer-usage.ts';
import { entryOf, type UsageEntry } from '../src/usage/entry.ts';
import { priceOf } from '../src/usage/prices.ts';
import { BLOCK_MS, perDay, perSession, runningBlock } from '../src/usage/summarize.ts';
import { UsageReader } from '../src/usage/usage-reader.ts';

const NOW = Date.parse('2026-03-10T14:22:00Z');
const HOUR = 3_600_000;
const SESSION = '0d5c1c3c-97b4-4f6e-9a0c-000000000001';
const OTHER = '0d5c1c3c-97b4-4f6e-9a0c-000000000002';

let dir: string;
let file: string;
let now: number;
beforeEach(async () => {
  now = NOW;
  dir = await realpath(await mkdtemp(join(tmpdir(), 'cr-u-')));
  await mkdir(join(dir, 'projects/-work/nested'), { recursive: true });
  file = join(dir, `projects/-work/${SESSION}.jsonl`);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

interface Said {
  readonly at?: number;
  readonly model?: string;
  readonly id?: string;
  readonly session?: string;
  readonly used?: Record<string, unknown>;
  readonly costUSD?: number;
  readonly request?: string | undefined;
}

function line({
  at = NOW - HOUR,
  model = 'claude-opus-5',
  id = randomUUID(),
  session = SESSION,
  request: requestId = 'r1',
  ...more
}: Said): string {
  const usage = more.used ?? { input_tokens: 1_000_000, output_tokens: 0 };
  const { costUSD } = more;
  const message = { id, model, role: 'assistant', content: [{ type: 'text', text: 'x' }], usage };
  const timestamp = new Date(at).toISOString();
  return `${JSON.stringify({ type: 'assistant', timestamp, sessionId: session, cwd: dir, requestId, message, costUSD })}\n`;
}

const reader = () => new UsageReader({ configDir: dir, now: () => now });
const policy = async (): Promise<Policy> => ({ workspaces: [dir], modes: ['ask'], maxSessions: 1 });
const ask = (from: UsageReader, timeZone = 'UTC') =>
  answerUsage(from, timeZone, { policy, states: () => [], now: () => now });

test('[U1] an answer is counted once, whichever files hold it, with the tokens it ended with', async () => {
  const early = { id: 'm1', used: { input_tokens: 10, output_tokens: 1 } };
  await writeFile(file, line(early) + line({ id: 'm1', used: { input_tokens: 10, output_tokens: 40 } }) + line(early));
  await writeFile(join(dir, 'projects/-work/nested/agent-1.jsonl'), line({ ...early, session: OTHER }));
  const { sessions, days } = await ask(reader());
  expect(sessions.map(({ tokens }) => tokens)).toEqual([{ input: 10, output: 40, cacheRead: 0, cacheWrite: 0 }]);
  expect(days[0]?.messages).toBe(1);
});

test('[U1] it is so where the service behind the model does not number its requests', async () => {
  const part = () => line({ id: 'm1', used: { input_tokens: 10, output_tokens: 40 }, request: '' });
  await writeFile(file, part() + part() + line({ id: 'm2', used: { input_tokens: 1, output_tokens: 1 }, request: '' }));
  const { sessions, days } = await ask(reader());
  expect(sessions.map(({ tokens }) => tokens)).toEqual([{ input: 11, output: 41, cacheRead: 0, cacheWrite: 0 }]);
  expect(days[0]?.messages).toBe(2);
});

test('[U2] broken lines are passed over, and a line still being written is read when it is whole', async () => {
  const last = line({});
  await writeFile(
    file,
    `{"usage"\n\n[1,"usage"]\n{"type":"assistant","message":{"usage":7}}\n${line({})}${last.slice(0, 50)}`,
  );
  const one = reader();
  expect((await ask(one)).days[0]?.messages).toBe(1);
  await appendFile(file, last.slice(50));
  expect((await ask(one)).days[0]?.messages).toBe(2);
  expect((await ask(one)).days[0]?.messages).toBe(2);
});

test('[U2] a transcript that was replaced is read anew', async () => {
  await writeFile(file, line({}) + line({}) + line({}));
  const one = reader();
  expect((await ask(one)).days[0]?.messages).toBe(3);
  await writeFile(file, line({}));
  expect((await ask(one)).days[0]?.messages).toBe(1);
});

test('[U3] what takes longer than a query may is read in parts, and the answer says so', async () => {
  await writeFile(file, line({}).repeat(3));
  const one = new UsageReader({ configDir: dir, now: () => (now += 4_000) });
  const parts = { policy, states: () => [], now: () => now };
  expect((await answerUsage(one, 'UTC', parts)).complete).toBe(false);
  now = NOW;
  expect((await answerUsage(new UsageReader({ configDir: dir, now: () => now }), 'UTC', parts)).complete).toBe(true);
});

test('[U4] each kind of token has the price of its model, and an unknown model is named, not guessed', async () => {
  const used = {
    input_tokens: 100_000,
    output_tokens: 10_000,
    cache_read_input_tokens: 1_000_000,
    cache_creation_input_tokens: 200_000,
    cache_creation: { ephemeral_5m_input_tokens: 100_000, ephemeral_1h_input_tokens: 100_000 },
  };
  const costOf = (said: Said) => entryOf(line({ used, ...said }))?.costUsd;
  expect(costOf({ model: 'claude-opus-5' })).toBeCloseTo(0.5 + 0.25 + 0.5 + 0.625 + 1, 10);
  expect(costOf({ model: 'claude-sonnet-4-20250514' })).toBeCloseTo(0.3 + 0.15 + 0.3 + 0.375 + 0.6, 10);
  expect(costOf({ model: 'claude-next', costUSD: 0.25 })).toBe(0.25);
  expect(priceOf('us.anthropic.claude-opus-4-1-20250805-v1:0')).toEqual(priceOf('claude-opus-4-1'));
  expect(priceOf('constructor')).toBeNull();
  await writeFile(file, line({ model: 'claude-next' }) + line({ model: '<synthetic>' }) + line({}));
  const { unknownModels, days } = await ask(reader());
  expect(unknownModels).toEqual(['claude-next']);
  expect(days).toMatchObject([{ costUsd: 5, messages: 2, tokens: { input: 2_000_000 } }]);
});

test('[U5] a block begins at the full hour of its first answer, and its pace tells its end', async () => {
  const [eleven, noon] = [NOW - 3.2 * HOUR, NOW - 2 * HOUR];
  await writeFile(file, line({ at: NOW - 9 * HOUR }) + line({ at: eleven }) + line({ at: noon }));
  const { block } = await ask(reader());
  const startsAt = Date.parse('2026-03-10T11:00:00Z');
  expect(block).toMatchObject({ startsAt, endsAt: startsAt + BLOCK_MS, costUsd: 10 });
  expect(block?.projectedUsd).toBeCloseTo(10 + (10 / (noon - eleven)) * (startsAt + BLOCK_MS - NOW), 6);
  now = startsAt + BLOCK_MS;
  expect((await ask(reader())).block).toBeNull();
});

test('[U16] answers of a few minutes are no pace for five hours', async () => {
  const first = NOW - 40 * 60_000;
  const projected = async (minutes: number) => {
    await writeFile(file, line({ at: first }) + line({ at: first + minutes * 60_000 }));
    return (await ask(reader())).block?.projectedUsd;
  };
  expect(await projected(29)).toBeNull();
  expect(await projected(30)).toBeGreaterThan(10);
});

test('[U6] days are those of the asker, also where the clocks change', async () => {
  const [late, early] = [Date.parse('2026-03-09T16:00:00Z'), Date.parse('2026-03-09T14:00:00Z')];
  await writeFile(file, line({ at: late }) + line({ at: early }));
  const daysIn = async (zone: string) => (await ask(reader(), zone)).days.map(({ day, messages }) => [day, messages]);
  expect(await daysIn('UTC')).toEqual([['2026-03-09', 2]]);
  expect(await daysIn('Asia/Seoul')).toEqual([
    ['2026-03-09', 1],
    ['2026-03-10', 1],
  ]);
  await writeFile(
    file,
    line({ at: Date.parse('2026-03-08T07:30:00Z') }) + line({ at: Date.parse('2026-03-09T03:30:00Z') }),
  );
  expect(await daysIn('America/New_York')).toEqual([['2026-03-08', 2]]);
  await expect(ask(reader(), 'Nowhere/Land')).rejects.toMatchObject({ code: 'bad_request' });
});

test('[U7] a clock that jumped hides nothing else: what lies in the future or long ago is left out', async () => {
  await writeFile(file, line({ at: NOW + 48 * HOUR }) + line({ at: NOW - 40 * 24 * HOUR }) + line({}));
  const { block, days } = await ask(reader());
  expect(block?.costUsd).toBe(5);
  expect(days.map(({ day }) => day)).toEqual(['2026-03-10']);
});

test('[U8] days and sessions add up to the same, and the running block is never older than five hours', () => {
  const entry = fc.record({
    key: fc.constant(null),
    at: fc.integer({ min: NOW - 60 * HOUR, max: NOW }),
    claudeSession: fc.constantFrom(SESSION, OTHER),
    workspace: fc.constant('/w'),
    model: fc.constant('m'),
    tokens: fc.record({ input: fc.nat(), output: fc.nat(), cacheRead: fc.nat(), cacheWrite: fc.nat() }),
    costUsd: fc.option(fc.nat(1000)),
  });
  fc.assert(
    fc.property(fc.array(entry), (unsorted: UsageEntry[]) => {
      const entries = unsorted.sort((a, b) => a.at - b.at);
      const days = perDay(entries, (at) => new Date(at).toISOString().slice(0, 10));
      const sessions = perSession(entries, () => true);
      const total = (list: readonly { costUsd: number }[]) => list.reduce((all, { costUsd }) => all + costUsd, 0);
      expect(total(days)).toBe(total(entries.map(({ costUsd }) => ({ costUsd: costUsd ?? 0 }))));
      expect(total(sessions)).toBe(total(days));
      const block = runningBlock(entries, NOW);
      if (!block) return;
      expect(block.startsAt % HOUR).toBe(0);
      expect(NOW - block.startsAt).toBeLessThan(BLOCK_MS);
      expect(block.costUsd).toBeLessThanOrEqual(total(days));
    }),
  );
});

test('[U9] the account’s limits are those told last, and one that was reset since is not shown', () => {
  const told = (limit: string, utilization: number, resetsAt: number) => ({
    ...emptyState(asSessionId(SESSION)),
    limits: [{ limit, status: 'allowed' as const, utilization, resetsAt }],
  });
  const states = [
    told('seven_day', 0.2, NOW + 5),
    told('seven_day', 0.8, NOW + 5),
    told('seven_day', 0.5, NOW + 5),
    told('five_hour', 0.9, NOW - 1),
  ];
  expect(latestLimits(states, NOW).map(({ limit, utilization }) => [limit, utilization])).toEqual([['seven_day', 0.8]]);
});
