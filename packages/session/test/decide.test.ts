import { asMachineId, asRequestId, MAX_QUEUE_LENGTH } from '@claude-remote/protocol';
import { describe, expect, it } from 'vitest';
import { type DecideContext, decide } from '../src/decide.ts';
import { emptyState } from '../src/empty-state.ts';
import { afterTurn, nextTurn } from '../src/turn.ts';
import { asked, foldAll, id, permission, queued, SESSION, startedBody, turnStarted } from './samples.ts';

const context: DecideContext = { now: 0, allowedModes: ['ask', 'edits', 'plan'] };
const refusal = (code: string) => ({
  record: [expect.objectContaining({ kind: 'command-refused', error: expect.objectContaining({ code }) })],
  effects: [],
});
const working = () => foldAll([startedBody, queued(1), queued(2), turnStarted(1)]);

describe('decide', () => {
  it('refuses an expired command, whatever it is', () => {
    expect(decide(working(), asked({ kind: 'interrupt', scope: 'all' }), { ...context, now: 1_000_001 })).toEqual(
      refusal('expired'),
    );
  });

  it('starts a session once, in an allowed mode, where the policy lets it', () => {
    const body = { kind: 'start', machine: asMachineId('atlas') } as const;
    const start = { ok: true, workspace: '/srv', claudeSession: SESSION, settings: { mode: 'ask' } } as const;
    expect(decide(emptyState(SESSION), asked(body), { ...context, start }).record[0]).toMatchObject({
      kind: 'session-started',
    });
    expect(decide(foldAll([startedBody]), asked(body), { ...context, start })).toEqual(refusal('session_exists'));
    expect(
      decide(emptyState(SESSION), asked(body), { ...context, start: { ...start, settings: { mode: 'bypass' } } }),
    ).toEqual(refusal('mode_refused'));
    const refused = { ok: false, code: 'workspace_refused', details: { path: '/etc', detail: 'outside' } } as const;
    expect(decide(emptyState(SESSION), asked(body), { ...context, start: refused })).toEqual(
      refusal('workspace_refused'),
    );
  });

  it('queues a prompt, refuses an empty one and one too many', () => {
    expect(decide(working(), asked({ kind: 'prompt', text: '-p 🦊' }), context)).toMatchObject({
      record: [{ kind: 'prompt-queued', command: id(90), text: '-p 🦊' }],
      effects: [{ do: 'run-queue' }],
    });
    expect(decide(working(), asked({ kind: 'prompt', text: ' \n' }), context)).toEqual(refusal('empty_prompt'));
    const full = foldAll([startedBody, ...Array.from({ length: MAX_QUEUE_LENGTH }, (_, n) => queued(n + 1))]);
    expect(decide(full, asked({ kind: 'prompt', text: 'x' }, 999), context)).toEqual(refusal('queue_full'));
  });

  it('answers only an open request, fittingly, and never above the ceiling', () => {
    const state = foldAll([startedBody, queued(1), turnStarted(1), { kind: 'request-opened', request: permission }]);
    const answer = (body: Parameters<typeof asked>[0]) => decide(state, asked(body), context);
    expect(answer({ kind: 'answer', request: permission.id, answer: { type: 'allow' } }).effects).toMatchObject([
      { do: 'answer' },
    ]);
    expect(answer({ kind: 'answer', request: asRequestId('gone'), answer: { type: 'allow' } })).toEqual(
      refusal('already_answered'),
    );
    expect(answer({ kind: 'answer', request: permission.id, answer: { type: 'choose', answers: {} } })).toEqual(
      refusal('answer_mismatch'),
    );
    expect(answer({ kind: 'answer', request: permission.id, answer: { type: 'allow', suggestions: [3] } })).toEqual(
      refusal('answer_mismatch'),
    );
    expect(answer({ kind: 'answer', request: permission.id, answer: { type: 'allow', suggestions: [0] } })).toEqual(
      refusal('mode_refused'),
    );
  });

  it('stops the turn and holds the queue; "all" empties it', () => {
    const turn = decide(working(), asked({ kind: 'interrupt', scope: 'turn' }), context);
    expect(turn.record).toContainEqual({ kind: 'queue-paused', reason: 'stopped' });
    expect(turn.effects).toEqual([{ do: 'interrupt' }]);
    const all = decide(working(), asked({ kind: 'interrupt', scope: 'all' }), context);
    expect(all.record).toContainEqual({ kind: 'prompt-removed', command: id(2) });
  });

  it('does not pause an empty queue, so that the next prompt runs', () => {
    const alone = foldAll([startedBody, queued(1), turnStarted(1)]);
    expect(decide(alone, asked({ kind: 'interrupt', scope: 'turn' }), context).record).toEqual([
      { kind: 'command-applied', command: id(90) },
    ]);
  });

  it('refuses a Stop that was meant for an earlier turn', () => {
    expect(decide(working(), asked({ kind: 'interrupt', scope: 'turn', turn: 9 }), context)).toEqual(
      refusal('stale_turn'),
    );
  });

  it('sends a queued prompt now: first in the queue, turn interrupted, nothing paused', () => {
    const state = foldAll([
      startedBody,
      queued(1),
      queued(2),
      queued(3),
      turnStarted(1),
      { kind: 'queue-paused', reason: 'stopped' },
    ]);
    const decision = decide(state, asked({ kind: 'send-now', command: id(3) }), context);
    expect(decision.record).toEqual([
      { kind: 'prompt-moved', command: id(3), before: id(2) },
      { kind: 'queue-resumed' },
      { kind: 'command-applied', command: id(90) },
    ]);
    expect(decision.effects).toEqual([{ do: 'interrupt' }]);
  });

  it('sends a doubtful prompt again under the new id, or leaves it', () => {
    const state = foldAll([startedBody, queued(1), { kind: 'command-doubtful', command: id(1), reason: 'crash' }]);
    expect(state.queue).toEqual([]);
    const again = decide(state, asked({ kind: 'settle', command: id(1), how: 'again' }), context);
    expect(again.record).toMatchObject([
      { kind: 'doubt-settled' },
      { kind: 'prompt-queued', command: id(90), text: 'prompt 1' },
    ]);
    expect(decide(state, asked({ kind: 'settle', command: id(5), how: 'leave' }), context)).toEqual(
      refusal('not_queued'),
    );
  });

  it('ends every command in an event that names it, or hands that to the answer effect', () => {
    const kinds = [
      { kind: 'rename', title: 'x' },
      { kind: 'resume-queue' },
      { kind: 'stop-claude' },
      { kind: 'change-settings', model: 'opus' },
      { kind: 'remove-queued', command: id(2) },
      { kind: 'move-queued', command: id(2), before: null },
      { kind: 'edit-queued', command: id(2), text: 'other' },
    ] as const;
    for (const body of kinds)
      expect(decide(working(), asked(body), context).record.at(-1)).toEqual({
        kind: 'command-applied',
        command: id(90),
      });
  });
});

describe('nextTurn and afterTurn', () => {
  it('starts one turn at a time, in order, and none while paused', () => {
    expect(nextTurn(working())).toBeNull();
    expect(nextTurn(foldAll([startedBody, queued(4), queued(5)]))?.record).toMatchObject({ command: id(4), turn: 1 });
    expect(nextTurn(foldAll([startedBody, queued(4), { kind: 'queue-paused', reason: 'failed' }]))).toBeNull();
  });

  it('withdraws what the turn asked and holds the queue after a failure', () => {
    const state = foldAll([
      startedBody,
      queued(1),
      queued(2),
      turnStarted(1),
      { kind: 'request-opened', request: permission },
    ]);
    expect(afterTurn(state, 'failed', { limited: true })).toEqual([
      { kind: 'request-closed', request: permission.id, closing: { how: 'withdrawn', reason: 'claude-ended' } },
      { kind: 'queue-paused', reason: 'limit' },
    ]);
    expect(afterTurn(state, 'done', { limited: false })).toHaveLength(1);
  });
});
