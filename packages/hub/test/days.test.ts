import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysOf } from '../src/sessions/days.ts';

/** A log that tells how often it was read. */
function log(times: readonly number[]) {
  const counted = { reads: 0 };
  const timeOf = async (seq: number) => {
    counted.reads++;
    return times[seq - 1] ?? Number.NaN;
  };
  return { counted, asked: { head: times.length, timeOf, dayOf: (at: number) => String(at).padStart(9, '0') } };
}

test('[API22] each day is found with its first event, newest first, however the days lie', async () => {
  const logs = fc
    .array(fc.integer({ min: 0, max: 40 }), { maxLength: 200 })
    .map((days) => days.toSorted((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(logs, async (times) => {
      const { asked } = log(times);
      const found = await daysOf({ ...asked, limit: 1000 });
      const expected = [...new Set(times)].map((time) => ({ day: asked.dayOf(time), seq: times.indexOf(time) + 1 }));
      expect(found).toEqual(expected.toReversed());
    }),
  );
});

test('[API22] a million events of a few days are not read to find them, and a limit leaves out the oldest', async () => {
  const { asked, counted } = log(Array.from({ length: 1_000_000 }, (_, index) => Math.floor(index / 250_000)));
  expect((await daysOf({ ...asked, limit: 100 })).map(({ seq }) => seq)).toEqual([750_001, 500_001, 250_001, 1]);
  expect(counted.reads).toBeLessThan(200);
  expect(await daysOf({ ...asked, limit: 2 })).toHaveLength(2);
});
