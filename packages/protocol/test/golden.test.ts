import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  answer,
  clientToHub,
  closing,
  commandBody,
  eventBody,
  hubToClient,
  hubToRunner,
  liveValue,
  MAX_RUNNER_FRAME_BYTES,
  parseFrame,
  query,
  replyBody,
  request,
  runnerToHub,
} from '../src/index.ts';
import { COMMAND_BODIES, LIVE_VALUES, QUERIES, REPLIES } from './golden/commands.ts';
import { EVENT_BODIES } from './golden/events.ts';
import { CLIENT_TO_HUB, HUB_TO_CLIENT, HUB_TO_RUNNER, RUNNER_TO_HUB } from './golden/frames.ts';

/** The wire text, one frame a line, in the order of the values; `#` begins a direction. Written once: a change here is a change on the wire. */
const LINES = readFileSync(join(import.meta.dirname, 'fixtures/frames.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');
const FAMILIES = [
  { name: 'client to hub', schema: clientToHub, values: CLIENT_TO_HUB },
  { name: 'hub to client', schema: hubToClient, values: HUB_TO_CLIENT },
  { name: 'runner to hub', schema: runnerToHub, values: RUNNER_TO_HUB },
  { name: 'hub to runner', schema: hubToRunner, values: HUB_TO_RUNNER },
] as const;

function linesOf(name: string): string[] {
  const begin = LINES.indexOf(`# ${name}`) + 1;
  const end = LINES.findIndex((line, index) => index >= begin && line.startsWith('#'));
  return LINES.slice(begin, end < 0 ? LINES.length : end);
}

describe.each(FAMILIES)('[P1] $name', ({ name, schema, values }) => {
  const lines = linesOf(name);

  test('there is one line of wire text for each value', () => {
    expect(lines).toHaveLength(values.length);
  });

  test.each(values.map((value, index) => ({ index, type: value.type, value })))('$index $type', ({ index, value }) => {
    const line = lines[index] ?? '';
    expect(JSON.stringify(value)).toBe(line);
    expect(parseFrame(schema, line, MAX_RUNNER_FRAME_BYTES)).toEqual(value);
  });

  test.each(values.flatMap((value) => Object.keys(value).map((field) => ({ type: value.type, field, value }))))(
    '[P5] $type with a wrong $field is refused by its name',
    ({ field, value }) => {
      // No field of any frame takes a list of lists.
      const wrong = JSON.stringify({ ...value, [field]: [[{}]] });
      const refused = expect.objectContaining({ code: 'bad_frame', message: expect.stringContaining(`${field}`) });
      expect(() => parseFrame(schema, wrong, MAX_RUNNER_FRAME_BYTES)).toThrow(refused);
    },
  );

  test('every type of frame is there', () => {
    expect(tagsIn(values, 'type')).toEqual(tagsOf(schema, 'type'));
  });
});

describe('[P1] every kind inside the frames is there', () => {
  const answers = COMMAND_BODIES.flatMap((body) => (body.kind === 'answer' ? [body.answer] : []));
  const closings = EVENT_BODIES.flatMap((body) => (body.kind === 'request-closed' ? [body.closing] : []));
  const requests = EVENT_BODIES.flatMap((body) => (body.kind === 'request-opened' ? [body.request] : []));

  test.each([
    ['commands', commandBody, COMMAND_BODIES, 'kind'],
    ['events', eventBody, EVENT_BODIES, 'kind'],
    ['live values', liveValue, LIVE_VALUES, 'kind'],
    ['queries', query, QUERIES, 'kind'],
    ['replies', replyBody, REPLIES, 'kind'],
    ['answers', answer, answers, 'type'],
    ['requests', request, requests, 'kind'],
    ['closings', closing, closings, 'how'],
  ] as const)('%s', (_, schema, values, tag) => {
    expect(tagsIn(values, tag)).toEqual(tagsOf(schema, tag));
  });
});

/** Any union by tag. */
interface Union {
  readonly options: readonly { readonly shape: Readonly<Record<string, z.ZodType | undefined>> }[];
}

function tagsOf(schema: Union, tag: string): string[] {
  return schema.options
    .map((option) => option.shape[tag])
    .map((literal) => String((literal as z.ZodLiteral | undefined)?.value)) // the tag of a discriminated union is a literal
    .sort();
}

function tagsIn(values: readonly object[], tag: string): string[] {
  return [...new Set(values.map((value) => String(Reflect.get(value, tag))))].sort();
}
