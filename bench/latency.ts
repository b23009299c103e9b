import type { Bench } from './bench.ts';
import { atMost, quantile, type Row, spread } from './measure.ts';
import { type ProductClient, turnEnded } from './product-client.ts';
import { assistantTexts, type FrameSocket } from './socket.ts';

const PAIRS = 5;
const LINES = 1_000;
/** Microseconds between lines: 500 a second. */
const GAP_US = 2_000;

/** From the line that the program writes to the viewer's callback: the product against a raw relay of the same hops. */
export async function measureLatency(bench: Bench): Promise<Row[]> {
  const samples: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] };
  const product = await bench.fakeProduct();
  const ours = await product.client((frame) =>
    collect(
      frame.events?.map(({ body }) => body.text),
      samples.ours,
    ),
  );
  const relay = await bench.rawRelay();
  const theirs = await relay.viewer((frame) => collect(assistantTexts(frame), samples.theirs));
  const session = await ours.startSession();
  const p50: Pair = { ours: [], theirs: [] };
  const p98: Pair = { ours: [], theirs: [] };
  for (let pair = -1; pair < PAIRS; pair++) {
    samples.ours.length = 0;
    samples.theirs.length = 0;
    const lines = pair === -1 ? 300 : LINES; // the first round warms both sides up
    await runRelay(theirs, lines);
    await runProduct(ours, session, lines);
    if (pair === -1) continue;
    for (const side of ['ours', 'theirs'] as const) {
      const sorted = [...samples[side]].sort((a, b) => a - b);
      if (sorted.length !== LINES) throw new Error(`${side}: ${sorted.length} of ${LINES} lines came`);
      p50[side].push(quantile(sorted, 0.5));
      p98[side].push(quantile(sorted, 0.98));
    }
  }
  return [row('latency-p50', p50, 1.35), row('latency-p98', p98, 1.5)];
}

interface Pair {
  readonly ours: number[];
  readonly theirs: number[];
}

function row(id: string, pair: Pair, limit: number): Row {
  const ratio = spread(pair.ours.map((value, i) => value / (pair.theirs[i] ?? Number.NaN)));
  const { aim, meets } = atMost(limit);
  return {
    id,
    what: `line of Claude → viewer, ${LINES} lines at ${1e6 / GAP_US}/s`,
    against: 'raw ws relay, same hops',
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
