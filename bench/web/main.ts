import { join } from 'node:path';
import { type Bench, withBench } from '../bench.ts';
import { measureLoading } from './loading.ts';
import { measureOpening } from './opening.ts';
import { formatWebRows, type WebRow } from './rows.ts';
import { stageOfHistories, stageOfStream } from './stage.ts';
import { measureStreaming } from './streaming.ts';

/**
 * `npm run bench:web [-- --only loading|opening|streaming] [--json] [--root DIR]`: the built page in real Chromium as a slow
 * phone on a slow network has it, against the built hub. Says whether aims are met; never fails because of a number.
 */
const MEASUREMENTS: Readonly<Record<string, (bench: Bench) => Promise<WebRow[]>>> = {
  loading: async (bench) => measureLoading(await stageOfHistories(bench)),
  opening: async (bench) => measureOpening(await stageOfHistories(bench)),
  streaming: async (bench) => measureStreaming(await stageOfStream(bench)),
};

const args = process.argv.slice(2);
const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const only = option('--only');
const root = option('--root') ?? join(import.meta.dirname, '../..');
if (only && !MEASUREMENTS[only]) throw new Error(`--only: one of ${Object.keys(MEASUREMENTS).join(', ')}`);

const rows: WebRow[] = [];
for (const [name, measure] of Object.entries(MEASUREMENTS)) {
  if (only && name !== only) continue;
  process.stderr.write(`${name} …\n`);
  rows.push(...(await withBench(root, measure)));
}
process.stdout.write(`${args.includes('--json') ? JSON.stringify(rows, null, 2) : formatWebRows(rows)}\n`);
