import { expect, test } from 'vitest';
import { inCurrency, rememberCurrency, rememberedCurrency } from '../src/usage/second-currency.ts';
import { warnOfDay, warnOfReset } from '../src/usage/warn.ts';
import { USAGE_WORDS } from '../src/usage/words.ts';

test('[U10] amber from 60 minutes to reset or 50 dollars a day, red from 30 or 100', () => {
  expect([61, 60, 31, 30, 0].map((minutes) => warnOfReset(minutes * 60_000))).toEqual([
    'calm',
    'warn',
    'warn',
    'risk',
    'risk',
  ]);
  expect([49.99, 50, 99.99, 100].map(warnOfDay)).toEqual(['calm', 'warn', 'warn', 'risk']);
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
