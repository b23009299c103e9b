import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Block, Pace, Reply } from './script.ts';

const DEFAULT_PACE: Pace = { characters: 24, gapMs: 0 };

/** Streams a reply as server-sent events of the Messages API; stops quietly when the caller hangs up. */
export async function streamReply(
  response: ServerResponse,
  reply: Extract<Reply, { blocks: readonly Block[] }>,
  model: string,
): Promise<void> {
  const send = (type: string, data: object) =>
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  response.writeHead(200, {
    ...{ 'content-type': 'text/event-stream', 'cache-control': 'no-cache' },
    'request-id': `req_${id()}`, // Claude Code writes it into its transcript
  });
  const usage = { input_tokens: 120, output_tokens: 1, cache_read_input_tokens: 900, cache_creation_input_tokens: 40 };
  const message = {
    id: `msg_${id()}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  send('message_start', { message });
  const hungUp = gone(response);
  let index = 0;
  let characters = 0;
  for (const block of reply.blocks) {
    if (response.destroyed) return;
    if ('until' in block) {
      await Promise.race([block.until, hungUp]);
      continue;
    }
    characters += await streamBlock({ send, response, index, pace: reply.pace ?? DEFAULT_PACE }, block);
    index++;
  }
  const stop_reason = reply.blocks.some((block) => 'tool' in block) ? 'tool_use' : 'end_turn';
  const output_tokens = Math.max(1, Math.ceil(characters / 4));
  send('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens } });
  send('message_stop', {});
  response.end();
}

interface Stream {
  send(type: string, data: object): void;
  readonly response: ServerResponse;
  readonly index: number;
  readonly pace: Pace;
}

async function streamBlock(stream: Stream, block: Exclude<Block, { until: unknown }>): Promise<number> {
  const { send, index, response, pace } = stream;
  const { start, text, delta } = shapeOf(block);
  send('content_block_start', { index, content_block: start });
  for (let at = 0; at < text.length && !response.destroyed; at += pace.characters) {
    if (at > 0 && pace.gapMs > 0) await new Promise((resolve) => setTimeout(resolve, pace.gapMs));
    send('content_block_delta', { index, delta: delta(text.slice(at, at + pace.characters)) });
  }
  if ('thinking' in block)
    send('content_block_delta', { index, delta: { type: 'signature_delta', signature: 'scripted' } });
  send('content_block_stop', { index });
  return text.length;
}

function shapeOf(block: Exclude<Block, { until: unknown }>): {
  start: object;
  text: string;
  delta(part: string): object;
} {
  if ('text' in block)
    return { start: { type: 'text', text: '' }, text: block.text, delta: (text) => ({ type: 'text_delta', text }) };
  if ('thinking' in block)
    return {
      start: { type: 'thinking', thinking: '', signature: '' },
      text: block.thinking,
      delta: (thinking) => ({ type: 'thinking_delta', thinking }),
    };
  return {
    start: { type: 'tool_use', id: `toolu_${id()}`, name: block.tool, input: {} },
    text: JSON.stringify(block.input),
    delta: (partial_json) => ({ type: 'input_json_delta', partial_json }),
  };
}

function id(): string {
  return randomUUID().replaceAll('-', '').slice(0, 24);
}

export function gone(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}
