import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { arrived } from '../src/offline/late.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('[W133] code that does not come is asked for until it comes, less and less often', async () => {
  const askedAt: number[] = [];
  const begun = Date.now();
  const load = async () => {
    askedAt.push(Date.now() - begun);
    if (askedAt.length <= 7) throw new TypeError('Failed to fetch');
    return 'code';
  };
  const code = arrived(load);
  await vi.runAllTimersAsync();
  expect(await code).toBe('code');
  expect(console.warn, 'why it is not there').toHaveBeenCalledTimes(7);
  expect(askedAt).toEqual([0, 500, 1500, 3500, 7500, 15_500, 23_500, 31_500]);
});
