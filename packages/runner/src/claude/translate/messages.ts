import {
  asCommandId,
  asToolId,
  type BodyOf,
  type EventBody,
  type Hunk,
  isUuid,
  MAX_DIFF_CHARS,
  MAX_TOOL_OUTPUT_CHARS,
} from '@claude-remote/protocol';
import type { ClaudeEvent } from '../driver.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../json.ts';
import { shallow } from './fitting.ts';
import { NOTHING_SPENT } from './spent.ts';
import { type Translated, type TranslateState, translated } from './state.ts';

/** Finished messages: what Claude said and called, what tools gave back, and the echo of our own prompts. */

export function translateAssistant(state: TranslateState, frame: Fields, now: number): Translated {
  const message = fieldsOf(frame.message);
  const parent = textOf(frame.parent_tool_use_id);
  if (typeof frame.error === 'string') return translated({ ...state, error: frame.error }); // its words come with the result
  const streaming = state.streams.get(parent);
  const own = streaming?.block.startsWith(`${textOf(message.id)}:`) ? streaming : undefined;
  const block = own?.block ?? `${textOf(message.id)}:${textOf(frame.uuid)}`;
  const durationMs = own && own.startedAt > 0 ? now - own.startedAt : null;
  const bodies = listOf(message.content).flatMap((content) =>
    blockBody(fieldsOf(content), { block, durationMs, parent }),
  );
  const plan = bodies.find((body) => body.kind === 'tool-started' && body.name === 'ExitPlanMode');
  const next =
    plan?.kind === 'tool-started' ? { ...state, plan: { tool: plan.tool, text: textOf(plan.input.plan) } } : state;
  return translated(next, { events: bodies.map((body) => ({ type: 'event', body })) });
}

function blockBody(
  content: Fields,
  { block, durationMs, parent }: { block: string; durationMs: number | null; parent: string },
): EventBody[] {
  const from = parent !== '' && { parent: asToolId(parent) };
  switch (content.type) {
    case 'text':
      return textOf(content.text) === '' ? [] : [{ kind: 'text', block, text: textOf(content.text), ...from }];
    case 'thinking': {
      const took = durationMs !== null && { durationMs };
      return [{ kind: 'thinking', block, text: textOf(content.thinking), ...took, ...from }];
    }
    case 'tool_use': {
      const tool = asToolId(textOf(content.id));
      return [
        { kind: 'tool-started', tool, name: textOf(content.name), input: shallow(fieldsOf(content.input)), ...from },
      ];
    }
    default:
      return [];
  }
}

export function translateUser(state: TranslateState, frame: Fields): Translated {
  const { uuid } = frame;
  if (frame.isReplay === true && typeof uuid === 'string' && isUuid(uuid)) {
    const events: ClaudeEvent[] = [{ type: 'prompt-taken', command: asCommandId(uuid) }];
    return translated({ ...state, prompt: uuid, error: null, spent: state.spent ?? NOTHING_SPENT }, { events });
  }
  const results = listOf(fieldsOf(frame.message).content)
    .map(fieldsOf)
    .filter((part) => part.type === 'tool_result');
  const events = results.map((part): ClaudeEvent => ({ type: 'event', body: toolEnded(frame, part) }));
  return translated(state, { events });
}

function toolEnded(frame: Fields, part: Fields): BodyOf<'tool-ended'> {
  const whole = resultText(part.content);
  const output = whole.slice(0, MAX_TOOL_OUTPUT_CHARS);
  const diff = diffOf(fieldsOf(frame.tool_use_result));
  const parent = textOf(frame.parent_tool_use_id);
  return {
    kind: 'tool-ended',
    tool: asToolId(textOf(part.tool_use_id)),
    outcome: outcomeOf(frame, part, whole),
    output,
    omitted: whole.length - output.length,
    ...(diff && isShort(diff.hunks) && { diff }),
    ...(parent !== '' && { parent: asToolId(parent) }),
  };
}

function outcomeOf(frame: Fields, part: Fields, text: string): BodyOf<'tool-ended'>['outcome'] {
  if (text.includes('[Request interrupted by user')) return 'interrupted';
  const meta = listOf(frame.tool_result_meta)
    .map(fieldsOf)
    .find((candidate) => candidate.id === part.tool_use_id);
  const { decision } = fieldsOf(meta?.permission_decision);
  if (typeof decision === 'string' && decision !== 'accept') return 'denied';
  return part.is_error === true ? 'error' : 'ok';
}

function resultText(content: unknown): string {
  if (typeof content === 'string') return withoutTag(content);
  return listOf(content)
    .map((part) => {
      const { type, text } = fieldsOf(part);
      return type === 'text' ? withoutTag(textOf(text)) : `[${textOf(type) || 'data'}]`;
    })
    .join('\n');
}

function withoutTag(text: string): string {
  return text.replace(/^<tool_use_error>([\s\S]*)<\/tool_use_error>$/, '$1');
}

function diffOf(result: Fields): BodyOf<'tool-ended'>['diff'] | null {
  const path = textOf(result.filePath);
  if (path === '') return null;
  const hunks = listOf(result.structuredPatch).map(readHunk);
  if (hunks.length > 0) return { path, hunks };
  if (result.type !== 'create') return null;
  const lines = textOf(result.content).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return { path, hunks: [{ oldStart: 0, newStart: 1, lines: lines.map((line) => `+${line}`) }] };
}

function isShort(hunks: readonly Hunk[]): boolean {
  let room = MAX_DIFF_CHARS;
  for (const { lines } of hunks) for (const line of lines) room -= line.length;
  return room >= 0;
}

function readHunk(value: unknown): Hunk {
  const { oldStart, newStart, lines } = fieldsOf(value);
  return { oldStart: numberOf(oldStart), newStart: numberOf(newStart), lines: listOf(lines).map(textOf) };
}
