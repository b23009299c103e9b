#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
/**
 * A stand-in for the `claude` program where output must be flooded or timed, which a model's reply cannot do. It speaks
 * just enough stream-json for the driver: initialize, prompts, interrupt. A prompt `lines N [gap-µs]` answers with N text
 * blocks, each holding its number and the nanosecond clock at which it was written; `prose N [gap-µs]` with N short passages
 * of Markdown; `monsters` with what no hub takes as it is, then one block. Everything else is answered with one
 * block that repeats the prompt. The real Claude Code is used wherever behaviour matters.
 */
import { createInterface } from 'node:readline';

if (process.argv.includes('--version')) {
  process.stdout.write('2.1.329 (Claude Code)\n');
  process.exit(0);
}

const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const session = option(process.argv.includes('--resume') ? '--resume' : '--session-id') ?? randomUUID();
const send = (frame) =>
  process.stdout.write(`${JSON.stringify({ uuid: randomUUID(), ...frame, session_id: session })}\n`);
const usage = { input_tokens: 1, output_tokens: 1, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
let stopped = false;
let turns = 0;

function block(message, text) {
  const content = [{ type: 'text', text }];
  send({
    type: 'assistant',
    message: { id: message, role: 'assistant', model: 'fake', content, usage },
    parent_tool_use_id: null,
  });
}

/** Four plain sentences, then one with a list and code. */
function passage(n) {
  const plain = `Passage ${n}: the queue keeps its order over a restart, and nothing is sent twice.`;
  return n % 5 === 0 ? `${plain}\n\n- the **journal** first\n- then \`send(${n})\`` : plain;
}

/** Nested deeper than JSON can be written, longer than a frame, without the ids that everything has. */
function monsters(message) {
  const line = (text) => process.stdout.write(`${text}\n`);
  const use = (id, input) =>
    `{"type":"assistant","parent_tool_use_id":null,"message":{"id":"${message}","content":[{"type":"tool_use","id":"${id}","name":"Odd","input":${input}}]}}`;
  for (const levels of [20, 40, 5_000, 100_000])
    line(use(`deep-${levels}`, `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`));
  line(use('long', JSON.stringify({ text: 'x'.repeat(9_000_000) })));
  line(use('', '{}'));
  line(`{"type":"monster","body":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  const result = (id) => [{ type: 'tool_result', tool_use_id: id, content: 'done' }];
  const lines = Array.from({ length: 100_000 }, () => `+${'y'.repeat(100)}`);
  const structuredPatch = [{ oldStart: 1, newStart: 1, lines }];
  send({ type: 'user', message: { content: result('long') }, tool_use_result: { filePath: '/big', structuredPatch } });
  send({ type: 'tool_progress', tool_use_id: '', elapsed_time_seconds: 1 });
  const asks = { subtype: 'can_use_tool', tool_name: 'Odd', input: { text: 'z'.repeat(9_000_000) } };
  send({ type: 'control_request', request_id: 'never-shown', request: asks });
}

async function answer(prompt, uuid) {
  turns++;
  send({ type: 'command_lifecycle', command_uuid: uuid, state: 'started' });
  send({
    type: 'system',
    subtype: 'init',
    cwd: process.cwd(),
    model: 'fake',
    permissionMode: 'default',
    tools: [],
    slash_commands: [],
    claude_code_version: '2.1.329',
  });
  send({ type: 'user', message: { role: 'user', content: prompt }, uuid, isReplay: true, parent_tool_use_id: null });
  const message = randomUUID();
  const [word, count, gap] = prompt.split(' ');
  const texts = { lines: (n) => `${n} ${process.hrtime.bigint()}`, prose: passage };
  if (word === 'monsters') {
    monsters(message);
    block(message, `after ${await refusal('never-shown')}`);
  } else if (texts[word]) {
    const begin = performance.now();
    for (let n = 1; n <= Number(count) && !stopped; n++) {
      block(message, texts[word](n));
      if (gap) await until(begin + (n * Number(gap)) / 1000);
    }
  } else block(message, `${prompt} ${process.hrtime.bigint()}`);
  send({
    type: 'result',
    subtype: stopped ? 'error_during_execution' : 'success',
    is_error: stopped,
    result: 'done',
    num_turns: 1,
    duration_ms: 1,
    duration_api_ms: 1,
    total_cost_usd: 0.001 * turns,
    usage,
    modelUsage: {},
    permission_denials: [],
  });
  send({ type: 'command_lifecycle', command_uuid: uuid, state: 'completed' });
}

/** Timers fire late: a gap is kept by the clock, so that the rate is what was asked for. */
function until(time) {
  const left = time - performance.now();
  return new Promise((done) => (left > 0 ? setTimeout(done, left) : setImmediate(done)));
}

/** What the host said when it would not answer a request. */
const refused = new Map();
async function refusal(id) {
  return new Promise((told) => refused.set(id, told));
}

let queue = Promise.resolve();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const frame = JSON.parse(line);
    if (frame.type === 'control_request') {
      const { subtype } = frame.request;
      if (subtype === 'interrupt') stopped = true;
      const response =
        subtype === 'initialize'
          ? { commands: [], agents: [], models: [], account: {}, output_style: 'default', available_output_styles: [] }
          : {};
      send({ type: 'control_response', response: { subtype: 'success', request_id: frame.request_id, response } });
    } else if (frame.type === 'control_response') refused.get(frame.response.request_id)?.(frame.response.error);
    else if (frame.type === 'user') {
      const { content } = frame.message;
      const prompt = typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
      queue = queue.then(() => {
        stopped = false;
        return answer(prompt, frame.uuid);
      });
    }
  })
  .on('close', () => queue.then(() => process.exit(0)));
