/** `npm run sim`: many seeds, or one again. Exit status 1 when a promise was broken. */
import { parseArgs } from 'node:util';
import { MUTANTS } from './mutants.ts';
import { describeFailure, simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '200' },
    /** Plants the mutant whose name holds this. */
    mutant: { type: 'string' },
    /** `power`: see power-cuts.ts. */
    climate: { type: 'string', default: 'any' },
    trace: { type: 'boolean', default: false },
  },
});

const { mutant } = values;
const planted = mutant === undefined ? null : MUTANTS.find(({ name }) => name.includes(mutant));
if (planted === undefined) throw new Error(`no mutant is named like "${mutant}"`);
const climate = values.climate === 'power' ? 'power' : 'any';
const steps = Number(values.steps);
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const begin = performance.now();
let failed = 0;
let events = 0;
for (let seed = first; seed < first + count; seed++) {
  const outcome = await simulate(seed, steps, { climate, ...(planted && { mutation: planted.make() }) });
  events += outcome.events;
  if (values.trace) process.stdout.write(`${outcome.trace.join('\n')}\n`);
  if (!outcome.failure) continue;
  failed++;
  process.stdout.write(`${describeFailure(outcome)}\n`);
}
const seconds = ((performance.now() - begin) / 1000).toFixed(1);
process.stdout.write(`${count} seeds of ${steps} steps, ${events} events, ${failed} failed (${seconds} s)\n`);
process.exitCode = failed === 0 ? 0 : 1;
