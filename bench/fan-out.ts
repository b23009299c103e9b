import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bench } from './bench.ts';
import { atLeast, interleave, type Row } from './measure.ts';
import { type ProductClient, turnEnded } from './product-client.ts';
import { assistantTexts, type FrameSocket } from './socket.ts';

const VIEWERS = 1_000;
const PAIRS = 5;

/** One session to 1,000 viewers against a raw broadcast: lines as they come, and a flood (where batches help us). */
export async function measureFanOut(bench: Bench): Promise<Row[]> {
  const product = await bench.fakeProduct();
  const driver = await product.client();
  const session = await driver.startSession();
  const relay = await bench.rawRelay();
  const remote = await relay.viewer(() => {});
  const caPath = join(product.product.dataDir, 'certs', 'ca.crt');
  const ours = await startViewers(bench, [
    product.reach.url,
    caPath,
    String(VIEWERS),
    product.reach.authorization,
    session,
  ]);
  const theirs = await startViewers(bench, [relay.url, caPath, String(VIEWERS)]);
  const rows: Row[] = [];
  for (const { id, lines, gap, what } of LOADS) {
    const prompt = `lines ${lines} ${gap}`;
    const sides = {
      ours: () => deliveriesPerSecond(ours, lines, (first) => runProduct(driver, { session, prompt, first })),
      theirs: () => deliveriesPerSecond(theirs, lines, (first) => runRelay(remote, prompt, first)),
    };
    await sides.ours(); // warms both up
    await sides.theirs();
    const measured = await interleave({ pairs: PAIRS, ...sides });
    const { aim, meets } = atLeast(0.7);
    rows.push({
      ...{ id, what, against: 'raw ws broadcast', unit: 'deliveries/s', ...measured },
      aim: `${aim} ×`,
      met: meets(measured.ratio.median),
    });
  }
  return rows;
}

const LOADS = [
  { id: 'fan-out', lines: 1, gap: '', what: `one line to ${VIEWERS} viewers` },
  { id: 'fan-out-flood', lines: 100, gap: '', what: `100 lines at once to ${VIEWERS} viewers` },
] as const;

interface Viewers {
  /** Resolves with the nanosecond clock when all of them have that many lines. */
  have(lines: number): Promise<bigint>;
}

async function startViewers(bench: Bench, args: readonly string[]): Promise<Viewers> {
  const program = join(import.meta.dirname, 'raw', 'viewers.mjs');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  bench.later(() => child.kill());
  const lines = createInterface({ input: child.stdout });
  const line = () => new Promise<string>((resolve) => lines.once('line', resolve));
  await line();
  return {
    have: async (count) => {
      child.stdin.write(`until ${count}\n`);
      return BigInt((await line()).split(' ')[2] ?? 0);
    },
  };
}

/** From the moment at which the program wrote its first line. */
async function deliveriesPerSecond(
  viewers: Viewers,
  lines: number,
  run: (first: (at: bigint) => void) => Promise<unknown>,
): Promise<number> {
  let begin = 0n;
  const arrived = viewers.have(lines);
  await run((at) => {
    begin ||= at;
  });
  return (lines * VIEWERS) / (Number((await arrived) - begin) / 1e9);
}

interface Turn {
  readonly session: string;
  readonly prompt: string;
  first(at: bigint): void;
}

async function runProduct(client: ProductClient, { session, prompt, first }: Turn): Promise<void> {
  const seen = client.socket.next((frame) => writtenAt(frame.events?.map(({ body }) => body.text)));
  const ended = turnEnded(client, client.submit(session, { kind: 'prompt', text: prompt }));
  first(await seen);
  await ended;
}

async function runRelay(socket: FrameSocket, prompt: string, first: (at: bigint) => void): Promise<void> {
  const seen = socket.next((frame) => writtenAt(assistantTexts(frame)));
  const ended = socket.next((frame) => (frame.type === 'result' ? true : undefined));
  socket.send({ type: 'user', uuid: crypto.randomUUID(), message: { role: 'user', content: prompt } });
  first(await seen);
  await ended;
}

function writtenAt(texts: readonly (string | undefined)[] | undefined): bigint | undefined {
  const at = texts?.map((text) => text?.match(/^\d+ (\d+)$/)?.[1]).find(Boolean);
  return at ? BigInt(at) : undefined;
}
