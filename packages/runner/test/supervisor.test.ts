import { asMachineId, asRequestId, asToolId, type EventBody, RemoteError } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANN, id, SESSION, Stage } from './supervisor-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.make();
});
afterEach(() => stage.end());

const say = (block: string, text = block): EventBody => ({ kind: 'text', block, text });
const REQUEST = asRequestId('r1');
const permission: EventBody = {
  kind: 'request-opened',
  request: {
    id: REQUEST,
    kind: 'permission',
    openedAt: 1,
    toolName: 'Bash',
    input: { command: 'ls' },
    facts: [],
    suggestions: [{ index: 0, kind: 'mode', text: 'bypass', scope: 'session' }],
  },
};

describe('a session', () => {
  it('[R3] starts, queues, records the intent before Claude gets the prompt, and ends its turn', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say(say('b1', 'hello'));
    await claude.current.finish({ processCostUsd: 0.5, text: 'hello' });
    await stage.until((state) => state.turn === null);
    expect(await stage.kinds()).toEqual([
      'session-started',
      'command-applied',
      'prompt-queued',
      'turn-started',
      'command-applied',
      'text',
      'turn-ended',
    ]);
    expect(claude.current.prompts).toEqual([{ command: id(2), text: 'prompt 2' }]);
    expect(claude.current.plan).toMatchObject({ session: SESSION, begin: 'new', workspace: stage.dir });
    expect((await stage.bodies('turn-ended'))[0]).toMatchObject({
      turn: 1,
      outcome: 'done',
      costUsd: 0.5,
      result: 'hello',
    });
    expect(stage.sessionState).toMatchObject({ title: 'prompt 2', costUsd: 0.5 });
  });

  it('[R3] runs prompts in order, one at a time, in one warm process', async () => {
    await stage.begin();
    await stage.prompt(2);
    await stage.prompt(3);
    await stage.prompt(4);
    const { claude } = stage;
    for (const n of [2, 3, 4]) {
      await claude.until(() => claude.current.prompts.at(-1)?.command === id(n));
      expect(claude.current.prompts).toHaveLength(n - 1);
      await claude.current.take(id(n));
      await claude.current.finish({ processCostUsd: n / 10 });
    }
    await stage.until((state) => state.turn === null && state.queue.length === 0);
    expect(claude.processes).toHaveLength(1);
    const costs = (await stage.bodies('turn-ended')).map((ended) => ended.costUsd);
    expect(costs.map((cost) => Math.round(cost * 10))).toEqual([2, 1, 1]);
  });

  it('[R4] a command that comes again is acted on once, and a gap is refused', async () => {
    await stage.begin();
    await stage.working();
    await stage.deliver(2, { kind: 'prompt', text: 'prompt 2' }, 2);
    await stage.supervisor.settled();
    expect(await stage.bodies('prompt-queued')).toHaveLength(1);
    await expect(stage.deliver(9, { kind: 'resume-queue' }, 5)).rejects.toThrow(/do not go on at 3/);
    expect(stage.memory.cseq).toBe(2);
  });

  it('[R5] Stop interrupts, holds back the queue, and a person lets it flow again', async () => {
    await stage.begin();
    await stage.working();
    await stage.prompt(3);
    await stage.command(4, { kind: 'interrupt', scope: 'turn' });
    const { claude } = stage;
    expect(claude.current.interrupts).toBe(1);
    await claude.current.finish({ outcome: 'interrupted' });
    await stage.until((state) => state.turn === null);
    expect(stage.sessionState).toMatchObject({ paused: 'stopped', lastOutcome: 'interrupted' });
    expect(claude.current.prompts).toHaveLength(1);
    await stage.command(5, { kind: 'resume-queue' });
    await claude.until(() => claude.current.prompts.length === 2);
  });

  it('[R5] Stop all empties the queue', async () => {
    await stage.begin();
    await stage.working();
    await stage.prompt(3);
    await stage.command(4, { kind: 'interrupt', scope: 'all' });
    await stage.claude.current.finish({ outcome: 'interrupted' });
    await stage.until((state) => state.turn === null);
    expect(stage.sessionState).toMatchObject({ queue: [], paused: null });
  });

  it('[R5] an interrupt that Claude had nothing for yet is sent again when it takes the prompt', async () => {
    await stage.begin();
    await stage.prompt(2);
    const { claude } = stage;
    await claude.until(() => claude.processes.at(-1)?.prompts.length === 1);
    await stage.supervisor.settled();
    await stage.command(3, { kind: 'interrupt', scope: 'turn' });
    await claude.current.take(id(2));
    await claude.until(() => claude.current.interrupts === 2);
  });

  it('[R5] a Claude that does not obey Stop is ended; the conversation goes on in a new process', async () => {
    await stage.begin();
    await stage.working();
    await stage.command(3, { kind: 'interrupt', scope: 'turn' });
    stage.clock.pass(15_000);
    await stage.until((state) => state.turn === null && state.claude === 'none');
    expect(stage.claude.current.stops).toBe(1);
    expect(stage.sessionState.lastOutcome).toBe('interrupted');
    await stage.working(4);
    expect(stage.claude.current.plan.begin).toBe('resume');
  });

  it('[R5] send-now interrupts and runs that prompt next', async () => {
    await stage.begin();
    await stage.working();
    await stage.prompt(3);
    await stage.prompt(4);
    await stage.command(5, { kind: 'send-now', command: id(4) });
    const { claude } = stage;
    expect(claude.current.interrupts).toBe(1);
    await claude.current.finish({ outcome: 'interrupted' });
    await claude.until(() => claude.current.prompts.length === 2);
    expect(claude.current.prompts.at(-1)?.command).toBe(id(4));
  });

  it('[R5] a failed turn holds back the queue, with the limit as reason when one was hit', async () => {
    await stage.begin();
    await stage.working();
    await stage.prompt(3);
    const { claude } = stage;
    await claude.current.say({ kind: 'limit', limit: 'five_hour', status: 'rejected' });
    await claude.current.finish({
      outcome: 'failed',
      error: new RemoteError('claude_error', { detail: 'no' }).toWire(),
    });
    await stage.until((state) => state.turn === null);
    expect(stage.sessionState.paused).toBe('limit');
  });

  it('[R6] an idle process ends after its time and comes back with the next prompt', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say({
      kind: 'claude-started',
      claudeSession: SESSION,
      version: '1',
      model: 'm',
      commands: [],
      models: [],
    });
    await claude.current.finish();
    await stage.until((state) => state.turn === null);
    stage.clock.pass(899_999);
    await stage.supervisor.settled();
    expect(claude.current.stops).toBe(0);
    stage.clock.pass(1);
    await stage.until((state) => state.claude === 'ended');
    expect((await stage.bodies('claude-ended'))[0]).toEqual({ kind: 'claude-ended', reason: 'idle' });
    await stage.working(3);
    expect(claude.processes).toHaveLength(2);
    expect(claude.current.plan.begin).toBe('resume');
  });

  it('[R6] a turn without a sign of life is ended as claude_silent; one that waits for a person is not', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say(permission);
    await stage.until((state) => state.requests.length === 1);
    stage.clock.pass(3_600_000);
    await stage.supervisor.settled();
    expect(stage.sessionState.turn).not.toBeNull();
    await stage.command(3, { kind: 'answer', request: REQUEST, answer: { type: 'allow' } });
    await stage.until((state) => state.requests.length === 0);
    stage.clock.pass(299_999);
    await stage.supervisor.settled();
    expect(stage.sessionState.turn).not.toBeNull();
    stage.clock.pass(1);
    await stage.until((state) => state.turn === null);
    expect((await stage.bodies('turn-ended'))[0]).toMatchObject({
      outcome: 'failed',
      error: { code: 'claude_silent' },
    });
    await stage.working(4);
    expect(claude.current.plan.begin).toBe('resume');
  });

  it('[R7] the first answer goes to Claude, a second is refused, and the request closes when Claude has it', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say(permission);
    await stage.until((state) => state.requests.length === 1);
    await Promise.all([
      stage.deliver(3, { kind: 'answer', request: REQUEST, answer: { type: 'allow' } }),
      stage.deliver(4, { kind: 'answer', request: REQUEST, answer: { type: 'deny', message: 'no' } }),
    ]);
    await stage.until((state) => state.requests.length === 0);
    expect(claude.current.answers).toEqual([{ request: REQUEST, answer: { type: 'allow' } }]);
    expect((await stage.bodies('command-refused'))[0]).toMatchObject({
      command: id(4),
      error: { code: 'already_answered' },
    });
    expect((await stage.bodies('request-closed'))[0]?.closing).toEqual({
      how: 'answered',
      decision: 'allowed',
      by: ANN,
      command: id(3),
    });
  });

  it('[R7] an answer that Claude does not take is refused and the request stays open', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say(permission);
    await stage.until((state) => state.requests.length === 1);
    claude.current.answerError = new RemoteError('answer_mismatch', { detail: 'no' });
    await stage.command(3, { kind: 'answer', request: REQUEST, answer: { type: 'allow' } });
    await claude.until(() => stage.memory.waiting.length === 0);
    expect(stage.sessionState.requests).toHaveLength(1);
    claude.current.answerError = null;
    await stage.command(4, { kind: 'answer', request: REQUEST, answer: { type: 'allow' } });
    await stage.until((state) => state.requests.length === 0);
  });

  it('[R2] a mode above the machine’s ceiling is refused, also inside an answer; a changed one reaches a living Claude', async () => {
    await stage.begin();
    await stage.command(2, { kind: 'change-settings', mode: 'bypass' });
    await stage.command(3, { kind: 'change-settings', mode: 'edits' });
    await stage.working(4);
    expect(stage.claude.current.plan.settings).toEqual({ mode: 'edits' });
    await stage.command(5, { kind: 'change-settings', mode: 'plan', model: 'opus' });
    await stage.claude.until(() => stage.claude.current.settings.length === 1);
    expect(stage.claude.current.settings).toEqual([{ mode: 'plan', model: 'opus' }]);
    await stage.claude.current.say(permission);
    await stage.until((state) => state.requests.length === 1);
    await stage.command(6, { kind: 'answer', request: REQUEST, answer: { type: 'allow', suggestions: [0] } });
    const refused = await stage.bodies('command-refused');
    expect(refused.map((body) => body.error.code)).toEqual(['mode_refused', 'mode_refused']);
    expect(stage.sessionState.requests).toHaveLength(1);
  });

  it('[R1] a start outside the allowed directories is refused and makes no session', async () => {
    await stage.command(1, { kind: 'start', machine: asMachineId('here'), workspace: '/' });
    expect((await stage.bodies('command-refused'))[0]?.error.code).toBe('workspace_refused');
    await stage.prompt(2);
    expect((await stage.bodies('command-refused'))[1]?.error.code).toBe('session_not_found');
  });

  it('[R8] a Claude that cannot be started fails the turn with the reason, and the next prompt tries again', async () => {
    await stage.begin();
    stage.claude.refuse = new RemoteError('claude_login', { machine: 'here' });
    await stage.prompt(2);
    await stage.until((state) => state.turn === null && state.turns === 1);
    expect((await stage.bodies('turn-ended'))[0]?.error?.code).toBe('claude_login');
    await stage.working(3);
  });

  it('[RD4] events are redacted, Claude gets what the person wrote', async () => {
    await stage.begin();
    await stage.prompt(2, 'use password: hunter2');
    await stage.claude.until(() => stage.claude.processes.at(-1)?.prompts.length === 1);
    expect(stage.claude.current.prompts[0]?.text).toBe('use password: hunter2');
    expect(JSON.stringify(await stage.events())).not.toContain('hunter2');
  });

  it('[R5] stopping Claude ends the turn and the process; the next prompt brings it back', async () => {
    await stage.begin();
    await stage.working();
    await stage.command(3, { kind: 'stop-claude' });
    await stage.until((state) => state.turn === null);
    expect(stage.claude.current.alive).toBe(false);
    expect(stage.sessionState.lastOutcome).toBe('interrupted');
    await stage.working(4);
    expect(stage.claude.processes).toHaveLength(2);
  });

  it('[R5] a prompt that is sent while Claude is being ended runs, and what Claude said last stands before it', async () => {
    await stage.begin();
    await stage.working();
    const { current } = stage.claude;
    current.slowStop = true;
    await stage.command(3, { kind: 'stop-claude' });
    await stage.prompt(4);
    await stage.command(5, { kind: 'send-now', command: id(4) });
    await current.say(say('last'));
    current.die({ code: 0, signal: null, stderr: '' });
    await stage.claude.until(() => stage.claude.processes.length === 2 && stage.claude.current.prompts.length === 1);
    const kinds = (await stage.kinds()).filter((kind) => ['text', 'turn-ended', 'turn-started'].includes(kind));
    expect(kinds).toEqual(['turn-started', 'text', 'turn-ended', 'turn-started']);
    expect(stage.claude.current.prompts[0]?.command).toBe(id(4));
  });

  it('[R5] a turn that begins while an idle Claude is being ended is not stopped with it', async () => {
    await stage.begin();
    await stage.working();
    const { current } = stage.claude;
    current.slowStop = true;
    await current.finish();
    await stage.until((state) => state.turn === null);
    await stage.command(3, { kind: 'stop-claude' });
    await stage.prompt(4);
    current.die({ code: 0, signal: null, stderr: '' });
    await stage.claude.until(() => stage.claude.processes.length === 2 && stage.claude.current.prompts.length === 1);
    expect(stage.claude.current.prompts[0]?.command).toBe(id(4));
  });
});

describe('a Claude that dies in the middle of a turn', () => {
  it('[R8] before it wrote anything down: the same prompt again, and what was shown is superseded', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say(
      say('b1'),
      { kind: 'tool-started', tool: asToolId('t1'), name: 'Bash', input: {} },
      permission,
    );
    claude.evidence.set(id(2), 'unanswered');
    claude.current.die({ code: null, signal: 'SIGKILL', stderr: '' });
    await claude.until(() => claude.processes.length === 2 && claude.current.prompts.length === 1);
    expect(claude.current.prompts[0]?.command).toBe(id(2));
    expect(claude.current.plan.begin).toBe('resume');
    expect((await stage.bodies('blocks-superseded'))[0]?.blocks).toEqual(['b1']);
    expect((await stage.bodies('tool-ended'))[0]).toMatchObject({ tool: 't1', outcome: 'interrupted' });
    expect((await stage.bodies('request-closed'))[0]?.closing).toEqual({ how: 'withdrawn', reason: 'claude-ended' });
    await claude.current.say(say('b2'));
    await claude.current.finish();
    await stage.until((state) => state.turn === null);
    expect(stage.sessionState.turns).toBe(1);
  });

  it('[R8] after its answer: done', async () => {
    await stage.begin();
    await stage.working();
    stage.claude.evidence.set(id(2), 'answered');
    stage.claude.current.die();
    await stage.until((state) => state.turn === null);
    expect(stage.sessionState.lastOutcome).toBe('done');
    expect(stage.claude.processes).toHaveLength(1);
  });

  it('[R8] inside a tool: interrupted, told, and what is queued waits for a person', async () => {
    await stage.begin();
    await stage.working();
    await stage.prompt(3);
    stage.claude.evidence.set(id(2), 'interrupted');
    stage.claude.current.die();
    await stage.until((state) => state.turn === null);
    expect(stage.sessionState).toMatchObject({ lastOutcome: 'interrupted', paused: 'doubt' });
    expect(await stage.bodies('notice')).toHaveLength(1);
    expect(stage.claude.processes).toHaveLength(1);
  });

  it('[R8] when nobody can tell: doubtful, and a person settles it with the whole prompt', async () => {
    await stage.begin();
    await stage.prompt(2, 'first line\nsecond line');
    await stage.claude.until(() => stage.claude.processes.at(-1)?.prompts.length === 1);
    await stage.claude.current.take(id(2));
    stage.claude.evidence.set(id(2), new Error('unreadable'));
    stage.claude.current.die();
    await stage.until((state) => state.turn === null);
    expect(stage.sessionState.doubtful).toHaveLength(1);
    await stage.command(5, { kind: 'settle', command: id(2), how: 'again' });
    await stage.claude.until(() => stage.claude.current.prompts.at(-1)?.command === id(5));
    expect(stage.claude.current.prompts.at(-1)?.text).toBe('first line\nsecond line');
  });

  it('[R8] again and again: the turn fails instead of starting Claude for ever', async () => {
    await stage.begin();
    await stage.prompt(2);
    const { claude } = stage;
    for (let n = 1; n <= 4; n++) {
      await claude.until(() => claude.processes.length === n && claude.current.prompts.length === 1);
      claude.current.die();
    }
    await stage.until((state) => state.turn === null);
    expect((await stage.bodies('turn-ended'))[0]?.error?.code).toBe('claude_failed');
    expect(claude.processes).toHaveLength(4);
  });
});
