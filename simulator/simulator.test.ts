import { describe, expect, test } from 'vitest';
import { describeFailure, simulate } from './simulate.ts';

const STEPS = 200;
const SEEDS = 1_000;
/** Some faults need a queue, a journal and a list of commands that have grown long. */
const LONG_STEPS = 1_000;
const LONG_SEEDS = 12;
const POWER_STEPS = 200;
const POWER_SEEDS = 300;
const AT_ONCE = 100;
/** Far more than is needed: a machine may be busy. */
const TIMEOUT_MS = 300_000;

describe('whole cores, whatever happens between them', () => {
  for (let first = 1; first <= SEEDS; first += AT_ONCE) {
    test(`[SI1] [SI2] [SI3] every promise is kept, seeds from ${first}`, { timeout: TIMEOUT_MS }, async () => {
      const failures: string[] = [];
      for (let seed = first; seed < first + AT_ONCE; seed++) {
        const outcome = await simulate(seed, STEPS);
        if (outcome.failure) failures.push(describeFailure(outcome));
      }
      expect(failures.join('\n\n')).toBe('');
    });
  }

  test('[SI1] [SI3] every promise is kept over long lives, too', { timeout: TIMEOUT_MS }, async () => {
    const failures: string[] = [];
    for (let seed = 1; seed <= LONG_SEEDS; seed++) {
      const outcome = await simulate(seed, LONG_STEPS);
      if (outcome.failure) failures.push(describeFailure(outcome));
    }
    expect(failures.join('\n\n')).toBe('');
  });

  for (let first = 1; first <= POWER_SEEDS; first += AT_ONCE) {
    test(`[SI6] power cuts in the middle of turns, seeds from ${first}`, { timeout: TIMEOUT_MS }, async () => {
      const failures: string[] = [];
      for (let seed = first; seed < first + AT_ONCE; seed++) {
        const outcome = await simulate(seed, POWER_STEPS, { climate: 'power' });
        if (outcome.failure) failures.push(describeFailure(outcome));
      }
      expect(failures.join('\n\n')).toBe('');
    });
  }

  test('[SI4] a seed replays action by action', { timeout: TIMEOUT_MS }, async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const once = await simulate(seed, STEPS);
      const again = await simulate(seed, STEPS);
      expect(again.trace).toEqual(once.trace);
      expect(again.events).toBe(once.events);
    }
  });
});
