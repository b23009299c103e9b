import type { EventBody, QueuedPrompt, SessionState } from '@claude-remote/protocol';

/** The turn that may start now, as the intent to record before the prompt goes to Claude; null when none may. */
export function nextTurn(state: SessionState): { prompt: QueuedPrompt; record: EventBody } | null {
  const prompt = state.queue[0];
  if (state.turn || state.paused || !prompt) return null;
  const { command, text, attachments, by } = prompt;
  return { prompt, record: { kind: 'turn-started', turn: state.turns + 1, command, text, attachments, by } };
}

/** What follows the end of a turn: requests of it are withdrawn, and a failure holds back what is queued behind it. */
export function afterTurn(
  state: SessionState,
  outcome: 'done' | 'interrupted' | 'failed',
  why: { limited: boolean },
): EventBody[] {
  const withdrawn = state.requests.map(
    (open): EventBody => ({
      kind: 'request-closed',
      request: open.id,
      closing: { how: 'withdrawn', reason: outcome === 'interrupted' ? 'interrupted' : 'claude-ended' },
    }),
  );
  const holds = outcome === 'failed' && state.queue.length > 0 && !state.paused;
  return holds ? [...withdrawn, { kind: 'queue-paused', reason: why.limited ? 'limit' : 'failed' }] : withdrawn;
}
