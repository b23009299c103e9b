import { randomUUID } from 'node:crypto';
import type { Bench } from './bench.ts';
import { startDirectProgram } from './direct-program.ts';
import { median, type Row, spread } from './measure.ts';
import { type ProductClient, turnEnded } from './product-client.ts';

const ROUNDS = 5;
const COMMANDS = 60;
/** What the product may add to a direct pipe, in milliseconds at the median. */
const ADDED_MS = 2.5;

/** From a client's prompt to its answer at the client, against the same program on a direct pipe. */
export async function measureRoundTrip(bench: Bench): Promise<Row[]> {
  const product = await bench.fakeProduct();
  const client = await product.client();
  const session = await client.startSession();
  const direct = await startDirectProgram(bench);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const there = median(await repeat(() => direct.ask(randomUUID())));
    const here = median(await repeat(() => askProduct(client, session)));
    if (round === -1) continue; // warms both up
    theirs.push(there);
    ours.push(here);
  }
  const added = spread(ours.map((value, i) => value - (theirs[i] ?? Number.NaN)));
  return [
    {
      id: 'round-trip',
      what: `prompt → Claude's answer at the client, median of ${COMMANDS}`,
      against: 'direct stdin/stdout',
      unit: 'ms',
      ours: spread(ours),
      theirs: spread(theirs),
      ratio: spread(ours.map((value, i) => value / (theirs[i] ?? Number.NaN))),
      aim: `≤ direct + ${ADDED_MS} ms`,
      met: added.median <= ADDED_MS,
    },
  ];
}

async function repeat(once: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < COMMANDS; i++) times.push(await once());
  return times;
}

async function askProduct(client: ProductClient, session: string): Promise<number> {
  const word = randomUUID();
  const answered = client.socket.next((frame) =>
    frame.events?.some(({ body }) => body.kind === 'text' && body.text?.startsWith(word)) ? true : undefined,
  );
  const begin = performance.now();
  const command = client.submit(session, { kind: 'prompt', text: word });
  const ended = turnEnded(client, command);
  await answered;
  const took = performance.now() - begin;
  await ended;
  return took;
}
