import { expect, test } from 'vitest';
import { inCurrency, rememberCurrency, rememberedCurrency } from '../src/usage/second-currency.ts';
import { DEFAULT_THRESHOLDS, rememberedThresholds, rememberThresholds } from '../src/usage/thresholds.ts';
import { nearLimits, warnOfDay, warnOfReset } from '../src/usage/warn.ts';
import { USAGE_WORDS } from '../src/usage/words.ts';

test('[U10] amber from 60 minutes to reset or 50 dollars a day, red from 30 or 100', () => {
  expect([61, 60, 31, 30, 0].map((minutes) => warnOfReset(minutes * 60_000))).toEqual([
    'calm',
    'warn',
    'warn',
    'risk',
    'risk',
  ]);
  expect([49.99, 50, 99.99, 100].map((usd) => warnOfDay(usd))).toEqual(['calm', 'warn', 'warn', 'risk']);
});

test('[U11] the second currency is won at 1430 to the dollar until another is chosen, which is remembered', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  expect(inCurrency('en', 2, rememberedCurrency(storage))).toBe('₩2,860');
  rememberCurrency(storage, { code: 'EUR', rate: 0.9 });
  expect(inCurrency('en', 2, rememberedCurrency(storage))).toBe('€1.80');
  kept.set('second-currency', 'nonsense -1');
  expect(rememberedCurrency(storage)).toEqual({ code: 'KRW', rate: 1430 });
});

test('[W1] the usage screen has its words in every language, with the same placeholders', () => {
  const shape = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([key, text]) => [key, (text.match(/\{\w+\}/g) ?? []).sort()]);
  expect(shape(USAGE_WORDS.ko)).toEqual(shape(USAGE_WORDS.en));
});

test('[U13] thresholds are the person’s own, remembered on the device, and what is no number keeps its default', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  expect(rememberedThresholds(storage)).toEqual(DEFAULT_THRESHOLDS);
  const own = { dayWarn: 5, dayRisk: 10, resetWarn: 20, resetRisk: 10, limitWarn: 95 };
  rememberThresholds(storage, own);
  expect(rememberedThresholds(storage)).toEqual(own);
  expect([warnOfDay(5, own), warnOfDay(10, own), warnOfReset(21 * 60_000, own)]).toEqual(['warn', 'risk', 'calm']);
  kept.set('usage-thresholds', '-1 x 15 1e99');
  expect(rememberedThresholds(storage)).toEqual({ ...DEFAULT_THRESHOLDS, resetWarn: 15 });
});

test('[U14] a dear day and limits that are near are told, those that were reset since are not', () => {
  const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };
  const limit = (name: string, change: object) => ({ limit: name, status: 'allowed' as const, ...change });
  const usage = {
    ...{ kind: 'usage' as const, readAt: 0, complete: true, today: '2026-03-10', pricesOf: '2026-03-01' },
    ...{ unknownModels: [], block: null, sessions: [] },
    days: [
      { day: '2026-03-09', costUsd: 500, messages: 1, tokens },
      { day: '2026-03-10', costUsd: 62, messages: 1, tokens },
    ],
    limits: [
      limit('five_hour', { utilization: 0.62, resetsAt: 1000 }),
      limit('seven_day', { utilization: 0.83, resetsAt: 1000 }),
      limit('over', { status: 'rejected', resetsAt: 100 }),
      limit('opus', { status: 'rejected' }),
    ],
  };
  const told = nearLimits(usage, DEFAULT_THRESHOLDS, 500).map((near) =>
    near.is === 'day' ? ['day', near.warn] : [near.limit.limit, near.warn],
  );
  expect(told).toEqual([
    ['day', 'warn'],
    ['seven_day', 'warn'],
    ['opus', 'risk'],
  ]);
  expect(nearLimits({ ...usage, days: [], limits: [] }, DEFAULT_THRESHOLDS, 500)).toEqual([]);
});
