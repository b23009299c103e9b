import { join } from 'node:path';
import { type Bench, withBench } from './bench.ts';
import { measureFanOut } from './fan-out.ts';
import { measureFirstLoad } from './first-load.ts';
import { measureHops } from './hops.ts';
import { measureIdleMemory } from './idle-memory.ts';
import { measureLatency } from './latency.ts';
import { formatRows, type Row } from './measure.ts';
import { measureResume } from './resume.ts';
import { measureRoundTrip } from './round-trip.ts';
import { measureSecondTurn } from './second-turn.ts';

/**
 * `npm run bench [-- --only NAME] [--json] [--root DIR]`: one table of ratios, each measured side by side within this run.
 * Prints whether aims are met; never fails because of a number.
 */
const MEASUREMENTS: Readonly<Record<string, (bench: Bench) => Promise<Row[]>>> = {
  latency: measureLatency,
  'round-trip': measureRoundTrip,
  hops: measureHops,
  'second-turn': measureSecondTurn,
  resume: measureResume,
  'fan-out': measureFanOut,
  rss: measureIdleMemory,
  'first-load': async ({ root }) => [measureFirstLoad(join(root, 'dist', 'web'))],
};

const args = process.argv.slice(2);
const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const only = option('--only');
const root = option('--root') ?? join(import.meta.dirname, '..');
if (only && !MEASUREMENTS[only]) throw new Error(`--only: one of ${Object.keys(MEASUREMENTS).join(', ')}`);

const rows: Row[] = [];
for (const [name, measure] of Object.entries(MEASUREMENTS)) {
  if (only && name !== only) continue;
  process.stderr.write(`${name} …\n`);
  rows.push(...(await withBench(root, measure)));
}
process.stdout.write(`${args.includes('--json') ? JSON.stringify(rows, null, 2) : formatRows(rows)}\n`);
