import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Bench, Running } from './bench.ts';
import { atMost, interleave, type Row } from './measure.ts';
import { type ProductClient, turnEnded } from './product-client.ts';

const PAIRS = 5;

/** First text of a later turn: a warm Claude Code behind the product against a new `claude -p --resume` for each message. */
export async function measureSecondTurn(bench: Bench): Promise<Row[]> {
  const product = await bench.realProduct();
  const client = await product.client();
  const session = await client.startSession();
  await firstText(client, session);
  const conversation = randomUUID();
  await runPrint(product, ['--session-id', conversation]);
  const { aim, meets } = atMost(0.3);
  const measured = await interleave({
    pairs: PAIRS,
    ours: () => firstText(client, session),
    theirs: () => runPrint(product, ['--resume', conversation]),
  });
  return [
    {
      id: 'second-turn',
      what: 'prompt → first text, warm Claude Code',
      against: 'claude -p --resume per message',
      unit: 'ms',
      ...measured,
      aim: `${aim} ×`,
      met: meets(measured.ratio.median),
    },
  ];
}

async function firstText(client: ProductClient, session: string): Promise<number> {
  const text = client.socket.next((frame) => {
    const live = frame.values?.some((value) => value.kind === 'partial' && value.text);
    return live || frame.events?.some(({ body }) => body.kind === 'text') ? true : undefined;
  });
  const begin = performance.now();
  const ended = turnEnded(client, client.submit(session, { kind: 'prompt', text: PROMPT }));
  await text;
  const took = performance.now() - begin;
  await ended;
  return took;
}

/** Milliseconds until the process prints its first text, streaming as early as it can. */
async function runPrint({ product, modelUrl }: Running & { modelUrl: string }, which: readonly string[]) {
  const streaming = ['--output-format', 'stream-json', '--include-partial-messages', '--verbose'];
  const begin = performance.now();
  const child = spawn(CLAUDE, ['-p', ...which, ...streaming, PROMPT], {
    cwd: product.workspace,
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: join(product.workspace, '..'),
      ANTHROPIC_BASE_URL: modelUrl,
      ANTHROPIC_API_KEY: 'sk-ant-dummy-key-for-tests-0000000000000000',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      DISABLE_TELEMETRY: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let took = Number.NaN;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (Number.isNaN(took) && line.includes('"text_delta"')) took = performance.now() - begin;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return took;
}

const PROMPT = 'say one sentence that is long enough to be streamed in several parts';
const CLAUDE = join(import.meta.dirname, '../node_modules/@anthropic-ai/claude-agent-sdk-linux-x64/claude');
