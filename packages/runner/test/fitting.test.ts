import {
  asSessionId,
  type EventBody,
  type LiveValue,
  MAX_EVENT_BYTES,
  MAX_RUNNER_FRAME_BYTES,
  parseFrame,
  runnerToHub,
} from '@claude-remote/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fields } from '../src/claude/json.ts';
import { fits } from '../src/claude/translate/fitting.ts';
import { initialTranslate, type TranslateState } from '../src/claude/translate/state.ts';
import { translate } from '../src/claude/translate/translate.ts';
import { createRedactor } from '../src/redact/redact.ts';

const session = asSessionId('00000000-0000-4000-8000-000000000001');

/** Throws when the hub would refuse what the runner sends of this. */
function send(body: EventBody | LiveValue): void {
  const isEvent = body.kind !== 'partial' && body.kind !== 'activity' && body.kind !== 'tool-progress';
  const frame = isEvent
    ? { type: 'events', session, events: [{ epoch: 1, seq: 1, at: 0, body }] }
    : { type: 'live', session, values: [body] };
  parseFrame(runnerToHub, JSON.stringify(frame), MAX_RUNNER_FRAME_BYTES);
}

const any = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>;
const id = fc.oneof(fc.constantFrom('', 'x'.repeat(300), 'toolu_1'), any);
const number = fc.oneof(fc.constantFrom(-1, 0.5, 1e300), any);
const maybe = (arbitraries: Record<string, fc.Arbitrary<unknown>>) =>
  fc.record(arbitraries, { requiredKeys: [] }) as fc.Arbitrary<Fields>;
const content = fc.oneof(
  any,
  fc.array(
    fc.oneof(
      maybe({ type: fc.constant('text'), text: any }),
      maybe({ type: fc.constant('thinking'), thinking: any }),
      maybe({ type: fc.constant('tool_use'), id, name: any, input: fc.oneof(any, fc.object({ maxDepth: 40 })) }),
      maybe({ type: fc.constant('tool_result'), tool_use_id: id, content: any, is_error: any }),
    ),
  ),
);
const usage = maybe({ input_tokens: number, output_tokens: number, cache_read_input_tokens: number });
const hunks = fc.array(maybe({ oldStart: number, newStart: number, lines: fc.array(any) }));
const frame = fc.oneof(
  maybe({ type: fc.constant('assistant'), parent_tool_use_id: id, uuid: any, message: maybe({ id, content, usage }) }),
  maybe({
    ...{ type: fc.constant('user'), parent_tool_use_id: id, message: maybe({ content }) },
    ...{ tool_use_result: maybe({ filePath: any, structuredPatch: hunks, type: any, content: any }) },
  }),
  maybe({
    ...{ type: fc.constant('control_request'), request_id: id },
    request: maybe({
      ...{ subtype: fc.constant('can_use_tool'), tool_use_id: id, agent_id: any, decision_reason: any },
      tool_name: fc.oneof(fc.constantFrom('Bash', 'AskUserQuestion', 'ExitPlanMode'), any),
      input: fc.oneof(any, maybe({ questions: fc.array(any), plan: any, command: any, description: any })),
      permission_suggestions: fc.array(any),
    }),
  }),
  maybe({ type: fc.constant('control_cancel_request'), request_id: id }),
  maybe({ type: fc.constant('tool_progress'), tool_use_id: id, elapsed_time_seconds: number }),
  maybe({
    type: fc.constant('rate_limit_event'),
    rate_limit_info: maybe({ rateLimitType: any, status: any, utilization: number, resetsAt: number }),
  }),
  maybe({
    ...{ type: fc.constant('system'), subtype: fc.oneof(fc.constantFrom('init', 'status', 'compact_boundary'), any) },
    ...{ model: any, session_id: any, claude_code_version: any, status: any, compact_metadata: any },
  }),
  maybe({
    ...{ type: fc.constant('stream_event'), parent_tool_use_id: id },
    event: maybe({
      type: fc.constantFrom('message_start', 'content_block_start', 'content_block_delta', 'message_delta'),
      ...{ message: maybe({ id, usage }), index: number, content_block: any, delta: any, usage },
    }),
  }),
  maybe({ type: any, anything: any }),
);

test('[R16] whatever Claude writes becomes what the hub takes', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), (frames) => {
      let state: TranslateState = initialTranslate('/w');
      for (const one of frames) {
        const { state: next, events, live } = translate(state, one, 1);
        state = next;
        for (const event of events) if (event.type === 'event') send(event.body);
        for (const value of live) send(value);
      }
    }),
    { numRuns: 2000 },
  );
  expect(() => send({ kind: 'text', block: '', text: 1 } as unknown as EventBody), 'the hub is strict').toThrow();
});

test('[R16] what fits before its secrets are masked fits a frame after it, however many they are', () => {
  const { value } = createRedactor({ GITHUB_TOKEN: 'hunter2!' });
  for (const secret of ['pwd=x ', 'token="q"\n', 'hunter2!', 'https://a:b@c ', 'password: abc ']) {
    const inJson = Buffer.byteLength(JSON.stringify(secret)) - 2;
    const body: EventBody = { kind: 'text', block: 'b', text: secret.repeat(MAX_EVENT_BYTES / inJson - 20) };
    expect(fits(body), secret).toBe(true);
    const masked = value(body);
    expect(masked.text, secret).not.toContain(secret);
    expect(Buffer.byteLength(JSON.stringify(masked)), secret).toBeLessThan(MAX_RUNNER_FRAME_BYTES - 64 * 1024);
  }
});
