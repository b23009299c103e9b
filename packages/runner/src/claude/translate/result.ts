import { type ErrorCode, wireError } from '@claude-remote/protocol';
import type { TurnResult } from '../driver.ts';
import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../json.ts';
import { type Translated, type TranslateState, translated } from './state.ts';

/** The end of a turn. A turn that Claude began by itself (a helper reported back) has no prompt of ours and is no turn here. */
export function translateResult(state: TranslateState, frame: Fields): Translated {
  const cleared: TranslateState = { ...state, error: null, streams: new Map(), activity: null, spent: null };
  if (!isOurs(state, frame)) return translated(cleared);
  const outcome = outcomeOf(frame);
  const usage = fieldsOf(frame.usage);
  const result: TurnResult = {
    outcome,
    ...(outcome === 'failed' && { error: errorOf(state, frame) }),
    processCostUsd: numberOf(frame.total_cost_usd),
    usage: {
      input: numberOf(usage.input_tokens),
      output: numberOf(usage.output_tokens),
      cacheRead: numberOf(usage.cache_read_input_tokens),
      cacheWrite: numberOf(usage.cache_creation_input_tokens),
    },
    durationMs: numberOf(frame.duration_ms),
    rounds: numberOf(frame.num_turns),
    ...(textOf(frame.result) !== '' && { text: textOf(frame.result) }),
  };
  return translated(cleared, { events: [{ type: 'turn-result', result }] });
}

function isOurs(state: TranslateState, frame: Fields): boolean {
  const uuids = [frame.user_message_uuid, ...listOf(frame.user_message_uuids)].filter(
    (uuid) => typeof uuid === 'string',
  );
  if (uuids.length > 0) return state.prompt === null || uuids.includes(state.prompt);
  const { kind } = fieldsOf(frame.origin);
  return kind === undefined || kind === 'human';
}

function outcomeOf(frame: Fields): TurnResult['outcome'] {
  if (textOf(frame.terminal_reason).startsWith('aborted')) return 'interrupted';
  return frame.is_error === true || textOf(frame.subtype).startsWith('error') ? 'failed' : 'done';
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  authentication_failed: 'claude_login',
  oauth_org_not_allowed: 'claude_login',
};

function errorOf(state: TranslateState, frame: Fields) {
  const detail = textOf(frame.result) || listOf(frame.errors).map(textOf).join('; ') || textOf(frame.subtype);
  const code = CODES[state.error ?? ''] ?? 'claude_error';
  return wireError(code, { machine: 'this machine', detail });
}
