import { asToolId, type BodyOf, type EventBody } from '@claude-remote/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyState } from '../src/empty-state.ts';
import { applyEvent } from '../src/fold.ts';
import { sessionStatus, summarize } from '../src/summary.ts';
import { eventsOf, foldAll, id, permission, queued, SESSION, startedBody, turnEnded, turnStarted } from './samples.ts';

describe('applyEvent', () => {
  it('takes a prompt from the queue into a turn and adds up what the turn cost', () => {
    const running = foldAll([startedBody, queued(1), queued(2), turnStarted(1)]);
    expect(running.queue.map((prompt) => prompt.command)).toEqual([id(2)]);
    expect(running.turn).toMatchObject({ number: 1, command: id(1), applied: false });

    const done = foldAll([
      startedBody,
      queued(1),
      turnStarted(1),
      turnEnded(1),
      queued(2),
      turnStarted(2, 2),
      turnEnded(2, 'done', 2),
    ]);
    expect(done.turn).toBeNull();
    expect(done.costUsd).toBe(0.5);
    expect(done.usage).toEqual({ input: 20, output: 10, cacheRead: 4, cacheWrite: 2 });
  });

  it('names an untitled session after its first prompt and keeps a given title', () => {
    expect(foldAll([startedBody, queued(1, '\n\n  Fix the test\nplease')]).title).toBe('Fix the test');
    expect(foldAll([startedBody, { kind: 'session-renamed', title: 'Mine' }, queued(1)]).title).toBe('Mine');
  });

  it('marks the turn as applied only by the event that names its prompt', () => {
    const other = foldAll([startedBody, queued(1), turnStarted(1), { kind: 'command-applied', command: id(7) }]);
    expect(other.turn?.applied).toBe(false);
    const own = foldAll([startedBody, queued(1), turnStarted(1), { kind: 'command-applied', command: id(1) }]);
    expect(own.turn?.applied).toBe(true);
  });

  it('[R12] keeps the list of steps, whether Claude writes it whole or line by line', () => {
    const call = (tool: string, name: string, input: Readonly<Record<string, unknown>>): EventBody => {
      return { kind: 'tool-started', tool: asToolId(tool), name, input };
    };
    const result = (tool: string, output: string): EventBody => {
      return { kind: 'tool-ended', tool: asToolId(tool), outcome: 'ok', output, omitted: 0 };
    };
    const made = [
      startedBody,
      call('a', 'TaskCreate', { subject: 'Find it' }),
      call('b', 'TaskCreate', { subject: 'Mend it' }),
      result('a', 'Task #1 created successfully: Find it'),
      result('b', 'Task #2 created successfully: Mend it'),
      call('c', 'TaskUpdate', { taskId: '1', status: 'completed' }),
      call('d', 'TaskUpdate', { taskId: '2', status: 'in_progress', subject: 'Mend it well' }),
    ];
    const list = foldAll(made).checklist.map(({ text, status }) => `${text}: ${status}`);
    expect(list).toEqual(['Find it: completed', 'Mend it well: in_progress']);
    expect(foldAll([...made, call('e', 'TaskUpdate', { taskId: '2', status: 'deleted' })]).checklist).toHaveLength(1);
    const refused = foldAll([...made, call('f', 'TaskCreate', { subject: 'No' }), result('f', 'no such tool')]);
    expect(refused.checklist).toHaveLength(2);
    const whole = { todos: [{ content: 'All anew', status: 'pending' }, { content: 7 }] };
    expect(foldAll([...made, call('g', 'TodoWrite', whole)]).checklist).toEqual([
      { text: 'All anew', status: 'pending' },
    ]);
    const other = foldAll([...made, result('h', 'Task #9 created successfully: not by this tool')]);
    expect(other.checklist).toHaveLength(2);
  });

  it('[D25] keeps what a person decided last, whatever was withdrawn since', () => {
    const by = { kind: 'user', name: 'heron', device: { name: 'desk', browser: null, system: null } } as const;
    const asked: EventBody = { kind: 'request-opened', request: permission };
    const closed = (closing: BodyOf<'request-closed'>['closing']): EventBody => {
      return { kind: 'request-closed', request: permission.id, closing };
    };
    const allowed = closed({ how: 'answered', decision: 'allowed', by, command: id(3) });
    const withdrawn = closed({ how: 'withdrawn', reason: 'interrupted' });
    const state = foldAll([startedBody, asked, allowed, asked, withdrawn]);
    expect(state.requests).toEqual([]);
    expect(summarize(state).decided).toEqual({ decision: 'allowed', by, at: expect.any(Number) });
    expect(summarize(foldAll([startedBody, asked, withdrawn]))).not.toHaveProperty('decided');
  });

  it('ignores a kind that it does not know, but counts its number', () => {
    const [event] = eventsOf([startedBody], 7);
    const newer = { ...event, body: { kind: 'from-the-future' } } as unknown as ReturnType<typeof eventsOf>[number]; // what a newer runner sends
    expect(applyEvent(emptyState(SESSION), newer).head).toEqual({ epoch: 1, seq: 7 });
  });

  it('gives the same state from a snapshot and its tail as from the whole log', () => {
    const log = [
      startedBody,
      queued(1),
      queued(2),
      turnStarted(1),
      { kind: 'request-opened', request: permission },
      turnEnded(1),
    ] as const;
    const whole = foldAll(log);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: log.length }), (cut) => {
        const events = eventsOf(log);
        const snapshot = structuredClone(events.slice(0, cut).reduce(applyEvent, emptyState(SESSION)));
        expect(events.slice(cut).reduce(applyEvent, snapshot)).toEqual(whole);
      }),
    );
  });
});

describe('sessionStatus', () => {
  it.each([
    ['waiting', [startedBody, queued(1), turnStarted(1), { kind: 'request-opened', request: permission } as const]],
    ['working', [startedBody, queued(1), turnStarted(1)]],
    ['paused', [startedBody, queued(1), { kind: 'queue-paused', reason: 'stopped' } as const]],
    ['failed', [startedBody, queued(1), turnStarted(1), turnEnded(1, 'failed')]],
    ['finished', [startedBody, queued(1), turnStarted(1), turnEnded(1)]],
    ['quiet', [startedBody]],
  ])('is %s', (status, bodies) => {
    expect(sessionStatus(summarize(foldAll(bodies)))).toBe(status);
  });
});
