import { expect, test } from 'vitest';
import { createHubTime } from '../src/state/hub-time.ts';

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 10, 21, 12);

/** A device with that clock, and what it keeps. */
function device(clock: number) {
  const kept = new Map<string, string>();
  const it = {
    clock,
    kept,
    storage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    },
    /** A page that starts now. */
    page: () => createHubTime(it.storage, () => it.clock),
  };
  return it;
}

test('[W113] a page that starts without its hub goes by the difference that the hub told last, however wrong the device’s clock is', () => {
  for (const off of [-DAY_MS, DAY_MS, 0]) {
    const one = device(NOON + off);
    const first = one.page();
    expect(first.now()).toBe(NOON + off);
    first.told(NOON);
    expect(first.now()).toBe(NOON);
    one.clock += 5_000;
    expect(one.page().now()).toBe(NOON + 5_000);
  }
});

test('[W113] a clock that was set right since, and nonsense on the device, lead to no time before the one that was told', () => {
  const fast = device(NOON + DAY_MS);
  fast.page().told(NOON);
  fast.clock = NOON + 60_000;
  expect(fast.page().now()).toBe(NOON + 60_000);
  const slow = device(NOON);
  slow.page().told(NOON + 1_000);
  slow.clock = NOON - DAY_MS;
  expect(slow.page().now()).toBe(NOON + 1_000);
  for (const text of ['', '{', 'null', '{"ahead":"x","at":1}', '{"ahead":1e999,"at":1}', '[]']) {
    slow.kept.set('hub-time', text);
    expect(slow.page().now()).toBe(NOON - DAY_MS);
  }
});
