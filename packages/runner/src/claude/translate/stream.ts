import { asToolId } from '@claude-remote/protocol';
import { type Fields, fieldsOf, numberOf, textOf } from '../json.ts';
import { withMessage, withMore } from './spent.ts';
import { doing, type Streaming, type Translated, type TranslateState, translated } from './state.ts';

/** Partial messages: raw Messages API events, drawn live and never stored. */
export function translateStream(state: TranslateState, frame: Fields, now: number): Translated {
  const event = fieldsOf(frame.event);
  const parent = textOf(frame.parent_tool_use_id);
  const block = `${textOf(frame.api_message_id) || textOf(fieldsOf(event.message).id)}:${numberOf(event.index)}`;
  switch (event.type) {
    case 'content_block_start':
      return blockStarted(state, { parent, block, now, content: fieldsOf(event.content_block) });
    case 'content_block_delta':
      return delta(state, { parent, block, delta: fieldsOf(event.delta) });
    case 'message_start':
      return parent === '' ? counting(state, fieldsOf(fieldsOf(event.message).usage)) : translated(state);
    case 'message_delta':
      return parent === '' ? counted(state, fieldsOf(event.usage)) : translated(state);
    default:
      return translated(state);
  }
}

/** A message begins; what Claude does is told with its first block. */
function counting(state: TranslateState, usage: Fields): Translated {
  return translated(state.spent === null ? state : { ...state, spent: withMessage(state.spent, usage) });
}

function counted(state: TranslateState, usage: Fields): Translated {
  if (state.spent === null) return translated(state);
  const next = { ...state, spent: withMore(state.spent, usage) };
  return state.activity === null ? translated(next) : doing(next, state.activity);
}

/** Starts a block with nothing in it; the activity is told for the main conversation only. */
function blockStarted(
  state: TranslateState,
  { parent, block, now, content }: { parent: string; block: string; now: number; content: Fields },
): Translated {
  const kind = content.type === 'thinking' ? 'thinking' : content.type === 'tool_use' ? 'tool' : 'text';
  const streams = new Map(state.streams).set(parent, { block, kind, length: 0, startedAt: now });
  if (parent !== '') return translated({ ...state, streams });
  const what = kind === 'thinking' ? 'thinking' : kind === 'tool' ? 'tool' : 'writing';
  const detail = kind === 'tool' ? textOf(content.name) : '';
  return doing({ ...state, streams }, { kind: 'activity', doing: what, detail, since: now });
}

function delta(
  state: TranslateState,
  { parent, block, delta: part }: { parent: string; block: string; delta: Fields },
): Translated {
  const known = state.streams.get(parent);
  const streaming: Streaming =
    known?.block === block ? known : { block, kind: kindOf(part), length: null, startedAt: 0 };
  const text = textOf(part.text) || textOf(part.thinking);
  const { length } = streaming;
  const next = { ...streaming, length: length === null ? null : length + text.length };
  const changed = { ...state, streams: new Map(state.streams).set(parent, next) };
  if (text === '' || length === null || streaming.kind === 'tool') return translated(changed);
  const thinking = streaming.kind === 'thinking';
  const from = parent !== '' && { parent: asToolId(parent) };
  return translated(changed, { live: [{ kind: 'partial', block, thinking, offset: length, text, ...from }] });
}

function kindOf(part: Fields): Streaming['kind'] {
  if (part.type === 'thinking_delta') return 'thinking';
  return part.type === 'input_json_delta' ? 'tool' : 'text';
}
