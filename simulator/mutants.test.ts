import { describe, expect, test } from 'vitest';
import { MUTANTS } from './mutants.ts';
import { simulate } from './simulate.ts';

const STEPS = { any: 200, power: 200 } as const;
/** Seeds within which each mutant must be seen; most are within ten. */
const SEEDS = 300;
const TIMEOUT_MS = 300_000;

describe('planted mistakes', () => {
  for (const { name, make, climate = 'any' } of MUTANTS) {
    test(`[SI5] caught: ${name}`, { timeout: TIMEOUT_MS }, async () => {
      let caught: number | null = null;
      for (let seed = 1; seed <= SEEDS && caught === null; seed++) {
        if ((await simulate(seed, STEPS[climate], { climate, mutation: make() })).failure) caught = seed;
      }
      expect(caught, `not seen within ${SEEDS} seeds`).not.toBeNull();
    });
  }
});
