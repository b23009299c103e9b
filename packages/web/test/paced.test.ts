import { expect, test } from 'vitest';
import { paced } from '../src/state/paced.ts';

/** A clock that is turned by hand, and a store behind it. */
function stage() {
  let time = 0;
  const timers: { at: number; fire: () => void }[] = [];
  const sources = new Set<() => void>();
  const clock = {
    now: () => time,
    timer(ms: number, fire: () => void) {
      const timer = { at: time + ms, fire };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  };
  const { subscribe, drawn } = paced((listener) => {
    sources.add(listener);
    return () => sources.delete(listener);
  }, clock);
  return {
    subscribe,
    drawn,
    sources,
    change: () => {
      for (const source of [...sources]) source();
    },
    spend: (ms: number) => {
      time += ms;
    },
    async pass(ms: number) {
      for (const until = time + ms; ; ) {
        await Promise.resolve();
        const due = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!due) {
          time = until;
          return;
        }
        timers.splice(timers.indexOf(due), 1);
        time = due.at;
        due.fire();
      }
    },
  };
}

test('[W64] 200 changes a second are told at most 20 times, the first at once, and the last one too', async () => {
  const { subscribe, change, pass } = stage();
  let told = 0;
  subscribe(() => ++told === 0);
  change();
  expect(told).toBe(1);
  for (let n = 0; n < 200; n++) {
    change();
    await pass(5);
  }
  expect(told).toBeLessThanOrEqual(22);
  expect(told).toBeGreaterThan(15);
  const before = told;
  change();
  await pass(100);
  expect(told).toBe(before + 1);
});

test('[W64] when drawing takes long, at least two thirds of the time are left', async () => {
  const { subscribe, drawn, change, pass } = stage();
  let told = 0;
  let left = Number.POSITIVE_INFINITY; // of 10 steps of 10 ms that each drawing takes
  subscribe(() => {
    left = 10;
    return ++told > 0;
  });
  for (let n = 0; n < 300; n++) {
    change();
    await pass(10);
    if (--left === 0) drawn();
  }
  expect(told).toBeGreaterThanOrEqual(8);
  expect(told).toBeLessThanOrEqual(14);
});

test('[W64] nothing is told while the last is being drawn, but a drawing that never ends holds nothing up', async () => {
  const { subscribe, drawn, change, pass } = stage();
  let told = 0;
  subscribe(() => ++told > 0);
  change();
  change();
  await pass(800);
  expect(told).toBe(1);
  drawn();
  await pass(2_400);
  expect(told).toBe(2);
  change();
  await pass(60_000);
  expect(told).toBe(3);
});

test('[W64] who stopped listening is not told, and a page without listeners listens to nothing', async () => {
  const { subscribe, change, pass, sources } = stage();
  let told = 0;
  const stop = subscribe(() => ++told === 0);
  change();
  change();
  stop();
  await pass(100);
  expect(told).toBe(1);
  expect(sources.size).toBe(0);
});
