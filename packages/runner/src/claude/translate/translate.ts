import { asRequestId, asToolId, type BodyOf } from '@claude-remote/protocol';
import type { ClaudeEvent } from '../driver.ts';
import { type Fields, fieldsOf, numberOf, textOf } from '../json.ts';
import { beginningOf, fits, fitsLive, jsonOf, UNKNOWN_CHARS } from './fitting.ts';
import { translateAssistant, translateUser } from './messages.ts';
import { openRequest } from './requests.ts';
import { translateResult } from './result.ts';
import { type Translated, type TranslateState, translated } from './state.ts';
import { translateStream } from './stream.ts';
import { translateSystem } from './system.ts';

/**
 * Claude Code's frames into the product's words: pure, one frame at a time, with what it must remember as a value. Both
 * sides of the union are open: an unknown frame is kept as an `unknown` event, an unknown field is ignored. What comes
 * out is what a hub takes.
 */
export function translate(state: TranslateState, frame: Fields, now: number): Translated {
  const { events, live, ...rest } = translateFrame(state, frame, now);
  return { ...rest, events: events.map(fitting), live: live.filter(fitsLive) };
}

function fitting(event: ClaudeEvent): ClaudeEvent {
  return event.type !== 'event' || fits(event.body) ? event : { type: 'event', body: beginningOf(event.body) };
}

function translateFrame(state: TranslateState, frame: Fields, now: number): Translated {
  switch (frame.type) {
    case 'stream_event':
      return translateStream(state, frame, now);
    case 'assistant':
      return translateAssistant(state, frame, now);
    case 'user':
      return translateUser(state, frame);
    case 'result':
      return translateResult(state, frame);
    case 'system':
      return translateSystem(state, frame, now);
    case 'control_request':
      return requested(state, frame, now);
    case 'control_cancel_request':
      return cancelled(state, textOf(frame.request_id));
    case 'rate_limit_event':
      return translated(state, { events: [{ type: 'event', body: limit(fieldsOf(frame.rate_limit_info)) }] });
    case 'tool_progress': {
      const tool = asToolId(textOf(frame.tool_use_id));
      return translated(state, {
        live: [{ kind: 'tool-progress', tool, elapsedMs: numberOf(frame.elapsed_time_seconds) * 1000 }],
      });
    }
    default:
      return unknown(state, frame);
  }
}

/** Frames that say nothing which is not said elsewhere. */
const NOISE: ReadonlySet<unknown> = new Set([
  'control_response',
  'command_lifecycle',
  'keep_alive',
  'tool_use_summary',
  'auth_status',
  'prompt_suggestion',
  'streamlined_text',
]);

function unknown(state: TranslateState, frame: Fields): Translated {
  if (NOISE.has(frame.type)) return translated(state);
  const name = textOf(frame.type) || 'unreadable';
  const data = jsonOf(frame).slice(0, UNKNOWN_CHARS);
  return translated(state, { events: [{ type: 'event', body: { kind: 'unknown', name, data } }] });
}

function requested(state: TranslateState, frame: Fields, now: number): Translated {
  const open = openRequest(frame, { workspace: state.workspace, now, plan: state.plan });
  const body = open && ({ kind: 'request-opened', request: open.request } as const);
  // What nobody could be shown, nobody can answer.
  if (!body || !fits(body)) return translated(state, { unanswerable: [textOf(frame.request_id)] });
  const requests = new Map(state.requests).set(open.request.id, open);
  return translated({ ...state, requests }, { events: [{ type: 'event', body }] });
}

function cancelled(state: TranslateState, id: string): Translated {
  if (!state.requests.has(id)) return translated(state);
  const requests = new Map(state.requests);
  requests.delete(id);
  const closing = { how: 'withdrawn', reason: 'interrupted' } as const;
  return translated(
    { ...state, requests },
    { events: [{ type: 'event', body: { kind: 'request-closed', request: asRequestId(id), closing } }] },
  );
}

const STATUS: Readonly<Record<string, BodyOf<'limit'>['status']>> = {
  allowed: 'allowed',
  allowed_warning: 'warning',
  rejected: 'rejected',
};

function limit(info: Fields): BodyOf<'limit'> {
  return {
    kind: 'limit',
    limit: textOf(info.rateLimitType) || 'unknown',
    status: STATUS[textOf(info.status)] ?? 'allowed',
    ...(typeof info.utilization === 'number' && { utilization: info.utilization }),
    ...(typeof info.resetsAt === 'number' && { resetsAt: info.resetsAt * 1000 }),
  };
}
