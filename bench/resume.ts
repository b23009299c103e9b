import { join } from 'node:path';
import { startProduct } from '../packages/testkit/src/product.ts';
import { temporaryDirectory } from '../packages/testkit/src/temporary.ts';
import type { Bench } from './bench.ts';
import { fillHistory } from './fill-history.ts';
import { atMost, interleave, median, type Row } from './measure.ts';
import { connectClient, type Reach, reachOf } from './product-client.ts';

const PAIRS = 7;
const RESUMES = 15;
const MISSED = 100;
const SHORT = 1_000;
const LONG = 1_000_000;

/** From a new connection to the last of 100 missed events, in a long history against a short one. */
export async function measureResume(bench: Bench): Promise<Row[]> {
  const long = await hubWithHistory(bench, LONG);
  const short = await hubWithHistory(bench, SHORT);
  await resumes(long);
  await resumes(short); // warms both up
  const { aim, meets } = atMost(1.2);
  const measured = await interleave({ pairs: PAIRS, ours: () => resumes(long), theirs: () => resumes(short) });
  return [
    {
      id: 'resume',
      what: `connect and read ${MISSED} missed events of ${LONG.toLocaleString('en')}, median of ${RESUMES}`,
      against: `of ${SHORT.toLocaleString('en')} events`,
      unit: 'ms',
      ...measured,
      aim: `${aim} ×`,
      met: meets(measured.ratio.median),
    },
  ];
}

interface History {
  readonly reach: Reach;
  readonly session: string;
  readonly events: number;
}

async function hubWithHistory(bench: Bench, events: number): Promise<History> {
  const home = temporaryDirectory('bench-history');
  bench.later(() => home.remove());
  const session = await fillHistory(join(home.path, 'data'), events);
  const product = await startProduct({
    modelUrl: 'http://127.0.0.1:9',
    root: bench.root,
    home: home.path,
    args: ['--no-runner'],
  });
  bench.later(() => product.stop());
  return { reach: reachOf(product), session, events };
}

async function resumes(history: History): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < RESUMES; i++) times.push(await resume(history));
  return median(times);
}

async function resume({ reach, session, events }: History): Promise<number> {
  const begin = performance.now();
  const { socket } = await connectClient(reach);
  const last = socket.next((frame) => (frame.events?.at(-1)?.seq === events ? true : undefined));
  socket.send({ type: 'subscribe', session, after: { epoch: 1, seq: events - MISSED } });
  await last;
  const took = performance.now() - begin;
  socket.close();
  return took;
}
