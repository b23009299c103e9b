import { randomUUID } from 'node:crypto';
import type { Bench } from './bench.ts';
import { median, type Row, spread } from './measure.ts';
import { type ProductClient, turnEnded } from './product-client.ts';

const ROUNDS = 5;
const COMMANDS = 60;

/** Where the time of one round trip goes, as far as it can be seen from outside: milliseconds since the client sent the prompt. */
const HOPS = {
  stored: 'the hub has committed it (client hears command-stored)',
  started: 'the runner has recorded its intent (client sees turn-started)',
  claude: 'Claude writes its answer',
  shown: 'the client has the answer',
  delivered: 'the client hears command-delivered',
} as const;
type Hop = keyof typeof HOPS;

/** There is nothing to compare with. */
const NONE = spread([]);

export async function measureHops(bench: Bench): Promise<Row[]> {
  const product = await bench.fakeProduct();
  const client = await product.client();
  const session = await client.startSession();
  const rounds: Record<Hop, number[]> = { stored: [], started: [], claude: [], shown: [], delivered: [] };
  for (let round = -1; round < ROUNDS; round++) {
    const times: Record<Hop, number[]> = { stored: [], started: [], claude: [], shown: [], delivered: [] };
    for (let i = 0; i < COMMANDS; i++) {
      const seen = await askOnce(client, session);
      for (const hop of Object.keys(HOPS) as Hop[]) times[hop].push(seen[hop]); // the keys are these
    }
    if (round === -1) continue; // warms everything up
    for (const hop of Object.keys(HOPS) as Hop[]) rounds[hop].push(median(times[hop]));
  }
  return (Object.entries(HOPS) as [Hop, string][]).map(([hop, what]) => ({
    id: `hop-${hop}`,
    what,
    against: '',
    unit: 'ms',
    ours: spread(rounds[hop]),
    theirs: NONE,
    ratio: NONE,
    aim: '',
    met: true,
  }));
}

async function askOnce(client: ProductClient, session: string): Promise<Record<Hop, number>> {
  const word = randomUUID();
  const { socket } = client;
  const begin = process.hrtime.bigint();
  const since = (at: bigint) => Number(at - begin) / 1e6;
  const command = client.submit(session, { kind: 'prompt', text: word });
  const now = () => since(process.hrtime.bigint());
  const stored = socket.next((frame) => (frame.type === 'command-stored' ? now() : undefined));
  const delivered = socket.next((frame) => (frame.type === 'command-delivered' ? now() : undefined));
  const started = socket.next((frame) =>
    frame.events?.some(({ body }) => body.kind === 'turn-started') ? now() : undefined,
  );
  const answer = socket.next((frame) => {
    const text = frame.events
      ?.map(({ body }) => body)
      .find((body) => body.kind === 'text' && body.text?.startsWith(word));
    return text ? { claude: since(BigInt(text.text?.split(' ')[1] ?? 0)), shown: now() } : undefined;
  });
  const ended = turnEnded(client, command);
  const seen = { stored: await stored, delivered: await delivered, started: await started, ...(await answer) };
  await ended;
  return seen;
}
