import { asSessionId, type BodyOf, type EventBody, isUuid } from '@claude-remote/protocol';
import type { ClaudeEvent } from '../driver.ts';
import { type Fields, fieldsOf, numberOf, textOf } from '../json.ts';
import { ourMode } from '../modes.ts';
import type { Activity } from './spent.ts';
import { doing, type Translated, type TranslateState, translated } from './state.ts';

/** `system` frames: the session's own business. */
export function translateSystem(state: TranslateState, frame: Fields, now: number): Translated {
  switch (frame.subtype) {
    case 'init':
      return init(state, frame);
    case 'status':
      return status(state, frame, now);
    case 'api_retry':
      return doing(state, { kind: 'activity', doing: 'retrying', detail: textOf(frame.error), since: now });
    case 'compact_boundary':
      return event(state, compacted(fieldsOf(frame.compact_metadata)));
    case 'local_command_output':
      return event(state, { kind: 'notice', level: 'info', text: textOf(frame.content) });
    case 'conversation_reset':
      return event(state, { kind: 'notice', level: 'info', text: 'Claude began a new conversation here.' });
    case 'session_writes_lost':
      return event(state, { kind: 'notice', level: 'error', text: 'Claude could not write its transcript to disk.' });
    default:
      return translated(state); // hooks, tasks and the like: shown by what they lead to
  }
}

function event(state: TranslateState, body: EventBody): Translated {
  return translated(state, { events: [{ type: 'event', body }] });
}

/** Comes with every turn; told once, and again when something in it changed. */
function init(state: TranslateState, frame: Fields): Translated {
  const model = textOf(frame.model);
  const claudeSession = textOf(frame.session_id);
  if (state.announced?.model === model && state.announced.claudeSession === claudeSession) return translated(state);
  if (!isUuid(claudeSession)) return translated(state);
  const body: BodyOf<'claude-started'> = {
    kind: 'claude-started',
    claudeSession: asSessionId(claudeSession),
    version: textOf(frame.claude_code_version),
    model,
    commands: [...state.commands],
    models: [...state.models],
  };
  return event({ ...state, announced: { model, claudeSession } }, body);
}

function status(state: TranslateState, frame: Fields, now: number): Translated {
  const mode = ourMode(textOf(frame.permissionMode));
  const events: ClaudeEvent[] = mode ? [{ type: 'settings', settings: { mode } }] : [];
  const what = DOING[textOf(frame.status)];
  if (!what) return translated(state, { events });
  return { ...doing(state, { kind: 'activity', doing: what, detail: '', since: now }), events };
}

const DOING: Readonly<Record<string, Activity['doing']>> = { compacting: 'compacting', requesting: 'requesting' };

function compacted(metadata: Fields): BodyOf<'compacted'> {
  const tokensBefore = numberOf(metadata.pre_tokens);
  return { kind: 'compacted', trigger: textOf(metadata.trigger) || 'auto', ...(tokensBefore > 0 && { tokensBefore }) };
}
