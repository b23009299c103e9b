import { spawn } from 'node:child_process';
import type { Bench } from './bench.ts';
import type { Row } from './measure.ts';
import { memoryRow, residentMb } from './memory.ts';
import { turnEnded } from './product-client.ts';

const SAMPLES = 5;
/** Milliseconds without work before the first sample (V8 gives memory back ten to twenty seconds after the last of it), and between. */
const SETTLE_MS = 30_000;
const PAUSE_MS = 1_000;
const AIMS_MB = { hub: 90, runner: 60, holder: 45 } as const;

/** Resident memory of each program after one turn, with nothing to do, beside a node that does nothing. */
export async function measureIdleMemory(bench: Bench): Promise<Row[]> {
  const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)'], { stdio: 'ignore' });
  bench.later(() => bare.kill());
  const { product, client } = await bench.fakeProduct();
  const person = await client();
  const session = await person.startSession();
  await turnEnded(person, person.submit(session, { kind: 'prompt', text: 'hello' }));
  await pause(SETTLE_MS);
  const pids = { hub: product.hub.pid, runner: pidOf('runner'), holder: pidOf('holder') };
  const bares: number[] = [];
  const ours = { hub: [] as number[], runner: [] as number[], holder: [] as number[] };
  for (let sample = 0; sample < SAMPLES; sample++) {
    bares.push(residentMb(bare.pid ?? -1));
    for (const name of NAMES) ours[name].push(residentMb(pids[name]));
    await pause(PAUSE_MS);
  }
  return NAMES.map((name) => memoryRow(name, { ours: ours[name], bare: bares, aimMb: AIMS_MB[name] }));

  function pidOf(name: string): number {
    const found = product.processes().find(({ command }) => new RegExp(`dist/${name}\\.js`).test(command));
    if (!found) throw new Error(`no ${name} runs`);
    return found.pid;
  }
}

const NAMES = ['hub', 'runner', 'holder'] as const;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
