import type { BodyOf, Event, EventBody, SessionState } from '@claude-remote/protocol';
import { changesChecklist, checklistAfterCall, checklistAfterResult } from './checklist.ts';
import { isStarted } from './empty-state.ts';
import { firstLine } from './first-line.ts';
import { moveQueued, withoutQueued } from './queue.ts';

/**
 * Folds one event into the state of its session. Pure, total and the only such fold: hub, runner and clients all use it.
 * It does not check numbers (the caller's cursor does) and ignores kinds it does not know, so that an older build can
 * follow a newer runner.
 */
export function applyEvent(state: SessionState, event: Event): SessionState {
  const change = changeOf(state, event.body, event.at);
  return { ...state, ...change, head: { epoch: event.epoch, seq: event.seq }, updatedAt: event.at };
}

type Change = Partial<SessionState>;
const NOTHING: Change = {};

function changeOf(state: SessionState, body: EventBody, at: number): Change {
  switch (body.kind) {
    case 'session-started':
      return started(body, at);
    case 'session-renamed':
      return { title: body.title };
    case 'settings-changed':
      return { settings: body.settings };
    case 'prompt-queued':
    case 'prompt-edited':
    case 'prompt-moved':
    case 'prompt-removed':
    case 'queue-paused':
    case 'queue-resumed':
      return queueChange(state, body, at);
    case 'turn-started':
    case 'turn-ended':
    case 'command-applied':
    case 'command-refused':
    case 'command-doubtful':
    case 'doubt-settled':
      return turnChange(state, body, at);
    case 'text':
      return body.parent ? NOTHING : { lastLine: firstLine(body.text) };
    case 'tool-started':
      return changesChecklist(body.name) ? { checklist: checklistAfterCall(state.checklist, body) } : NOTHING;
    case 'tool-ended':
      return state.checklist.some(({ task }) => task === body.tool)
        ? { checklist: checklistAfterResult(state.checklist, body) }
        : NOTHING;
    case 'request-opened':
      return { requests: [...state.requests.filter((open) => open.id !== body.request.id), body.request] };
    case 'request-closed':
      return requestClosed(state, body, at);
    case 'claude-started':
    case 'claude-ended':
    case 'limit':
      return claudeChange(state, body);
    case 'worktree-removed':
      return state.worktree ? { worktree: { ...state.worktree, removed: true } } : NOTHING;
    case 'notice':
      return body.level === 'error' ? { lastLine: firstLine(body.text) } : NOTHING;
    default:
      return NOTHING; // shown by the transcript, or unknown to this build
  }
}

function started(body: BodyOf<'session-started'>, at: number): Change {
  return {
    machine: body.machine,
    workspace: body.workspace,
    title: body.title,
    settings: body.settings,
    startedBy: body.by,
    createdAt: at,
    claudeSession: body.claudeSession,
    ...(body.worktree && { worktree: body.worktree }),
  };
}

type QueueBody = BodyOf<
  'prompt-queued' | 'prompt-edited' | 'prompt-moved' | 'prompt-removed' | 'queue-paused' | 'queue-resumed'
>;

function queueChange(state: SessionState, body: QueueBody, at: number): Change {
  switch (body.kind) {
    case 'prompt-queued': {
      const { command, text, attachments, by } = body;
      const title = state.title === '' ? { title: firstLine(text, 60) } : NOTHING;
      return { queue: [...state.queue, { command, text, attachments, by, at }], ...title };
    }
    case 'prompt-edited':
      return { queue: state.queue.map((p) => (p.command === body.command ? { ...p, text: body.text } : p)) };
    case 'prompt-moved':
      return { queue: moveQueued(state.queue, body.command, body.before) };
    case 'prompt-removed':
      return { queue: withoutQueued(state.queue, body.command) };
    case 'queue-paused':
      return { paused: body.reason };
    case 'queue-resumed':
      return { paused: null };
  }
}

type TurnBody = BodyOf<
  'turn-started' | 'turn-ended' | 'command-applied' | 'command-refused' | 'command-doubtful' | 'doubt-settled'
>;

function turnChange(state: SessionState, body: TurnBody, at: number): Change {
  switch (body.kind) {
    case 'turn-started':
      return {
        turn: { number: body.turn, command: body.command, startedAt: at, applied: false },
        turns: body.turn,
        queue: withoutQueued(state.queue, body.command),
        lastLine: firstLine(body.text),
        checklist: [],
      };
    case 'turn-ended':
      return turnEnded(state, body);
    case 'command-applied':
      return state.turn?.command === body.command ? { turn: { ...state.turn, applied: true } } : NOTHING;
    case 'command-refused':
      // Before a session has begun, only its start can be refused.
      if (!isStarted(state)) return { lastOutcome: 'failed', lastLine: firstLine(body.error.error) };
      return { queue: withoutQueued(state.queue, body.command) };
    case 'command-doubtful':
      return doubtful(state, body);
    case 'doubt-settled':
      return { doubtful: state.doubtful.filter((doubt) => doubt.command !== body.command) };
  }
}

function turnEnded(state: SessionState, body: BodyOf<'turn-ended'>): Change {
  const { input, output, cacheRead, cacheWrite } = body.usage;
  return {
    turn: null,
    lastOutcome: body.outcome,
    costUsd: body.totalCostUsd,
    usage: {
      input: state.usage.input + input,
      output: state.usage.output + output,
      cacheRead: state.usage.cacheRead + cacheRead,
      cacheWrite: state.usage.cacheWrite + cacheWrite,
    },
    ...(body.error ? { lastLine: body.error.error } : NOTHING),
    ...branchTold(body),
  };
}

function requestClosed(state: SessionState, { request, closing }: BodyOf<'request-closed'>, at: number): Change {
  const requests = state.requests.filter((open) => open.id !== request);
  if (closing.how === 'withdrawn') return { requests };
  return { requests, decided: { decision: closing.decision, by: closing.by, at } };
}

function branchTold({ branch }: BodyOf<'turn-ended' | 'claude-started'>): Change {
  return branch === undefined ? NOTHING : { branch };
}

function doubtful(state: SessionState, body: BodyOf<'command-doubtful'>): Change {
  const queued = state.queue.find((prompt) => prompt.command === body.command);
  const text = queued?.text ?? (state.turn?.command === body.command ? state.lastLine : '');
  return {
    doubtful: [...state.doubtful, { command: body.command, text, reason: body.reason }],
    queue: withoutQueued(state.queue, body.command),
  };
}

function claudeChange(state: SessionState, body: BodyOf<'claude-started' | 'claude-ended' | 'limit'>): Change {
  switch (body.kind) {
    case 'claude-started': {
      const { claudeSession, model, version, commands, models } = body;
      return { claude: 'running', claudeSession, model, version, commands, models, ...branchTold(body) };
    }
    case 'claude-ended':
      return { claude: 'ended' };
    case 'limit': {
      const { kind: _, ...limit } = body;
      return { limits: [...state.limits.filter((known) => known.limit !== limit.limit), limit] };
    }
  }
}
