import type { Bench } from './bench.ts';
import { atMost, quantile, type Row, spread } from './measure.ts';
import { type ProductClient, turnEnded } from './product-client.ts';
import { assistantTexts, type FrameSocket } from './socket.ts';

const PAIRS = 5;
const LINES = 1_000;
/** Microseconds between lines: 500 a second. */
const GAP_US = 2_000;

/**
 * From the line that the program writes to the viewer's callback: the product against a raw relay of the same hops, and
 * against one that, like the product, has each line on the disk before it sends it.
 */
export async function measureLatency(bench: Bench): Promise<Row[]> {
  const product = await bench.fakeProduct();
  const times: number[] = [];
  const client = await product.client((frame) =>
    collect(
      frame.events?.map(({ body }) => body.text),
      times,
    ),
  );
  const session = await client.startSession();
  const raw = await startRelay(bench, { synced: false }, times);
  const synced = await startRelay(bench, { synced: true }, times);
  const sides = { ours: (lines: number) => runProduct(client, session, lines), raw, synced };
  const p50 = { ours: [] as number[], raw: [] as number[], synced: [] as number[] };
  const p98 = { ours: [] as number[], raw: [] as number[], synced: [] as number[] };
  for (let round = -1; round < PAIRS; round++) {
    for (const side of SIDES) {
      times.length = 0;
      await sides[side](LINES);
      if (round === -1) continue; // warms everything up
      const sorted = [...times].sort((a, b) => a - b);
      if (sorted.length !== LINES) throw new Error(`${side}: ${sorted.length} of ${LINES} lines came`);
      p50[side].push(quantile(sorted, 0.5));
      p98[side].push(quantile(sorted, 0.98));
    }
  }
  const plain = 'raw ws relay, same hops';
  const disk = 'the same, each line synced first';
  return [
    row({ id: 'latency-p50', against: plain, limit: 1.35 }, { ours: p50.ours, theirs: p50.raw }),
    row({ id: 'latency-p98', against: plain, limit: 1.5 }, { ours: p98.ours, theirs: p98.raw }),
    row({ id: 'latency-p50-disk', against: disk, limit: 1.35 }, { ours: p50.ours, theirs: p50.synced }),
    row({ id: 'latency-p98-disk', against: disk, limit: 1.5 }, { ours: p98.ours, theirs: p98.synced }),
  ];
}

const SIDES = ['raw', 'synced', 'ours'] as const;

async function startRelay(bench: Bench, options: { synced: boolean }, times: number[]) {
  const relay = await bench.rawRelay(options);
  const socket = await relay.viewer((frame) => collect(assistantTexts(frame), times));
  return (lines: number) => runRelay(socket, lines);
}

interface Pair {
  readonly ours: number[];
  readonly theirs: number[];
}

function row({ id, against, limit }: { id: string; against: string; limit: number }, pair: Pair): Row {
  const ratio = spread(pair.ours.map((value, i) => value / (pair.theirs[i] ?? Number.NaN)));
  const { aim, meets } = atMost(limit);
  return {
    id,
    what: `line of Claude → viewer, ${LINES} lines at ${1e6 / GAP_US}/s`,
    against,
    unit: 'ms',
    ours: spread(pair.ours),
    theirs: spread(pair.theirs),
    ratio,
    aim: `${aim} ×`,
    met: meets(ratio.median),
  };
}

/** The program writes `n nanoseconds` in each line. */
function collect(texts: readonly (string | undefined)[] | undefined, into: number[]): void {
  const now = process.hrtime.bigint();
  for (const text of texts ?? []) {
    const at = text?.match(/^\d+ (\d+)$/)?.[1];
    if (at) into.push(Number(now - BigInt(at)) / 1e6);
  }
}

async function runProduct(client: ProductClient, session: string, lines: number): Promise<void> {
  const command = client.submit(session, { kind: 'prompt', text: `lines ${lines} ${GAP_US}` });
  await turnEnded(client, command);
}

async function runRelay(socket: FrameSocket, lines: number): Promise<void> {
  const ended = socket.next((frame) => (frame.type === 'result' ? true : undefined));
  socket.send({
    type: 'user',
    uuid: crypto.randomUUID(),
    message: { role: 'user', content: `lines ${lines} ${GAP_US}` },
  });
  await ended;
}
