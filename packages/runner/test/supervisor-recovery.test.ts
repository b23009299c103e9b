import { asRequestId, asToolId, type EventBody } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ANN, id, Stage } from './supervisor-stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.make();
});
afterEach(() => stage.end());

const say = (block: string): EventBody => ({ kind: 'text', block, text: block });
const REQUEST = asRequestId('r1');
const permission: EventBody = {
  kind: 'request-opened',
  request: { id: REQUEST, kind: 'permission', openedAt: 1, toolName: 'Bash', input: {}, facts: [], suggestions: [] },
};

async function restart(): Promise<void> {
  await stage.crash();
  await stage.start();
}

describe('a runner that comes back', () => {
  it('[R9] adopts a working Claude: frames from the last acknowledgement, none twice, the turn goes on', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say(say('b1'));
    await stage.supervisor.settled();
    await stage.crash();
    await claude.current.say(say('b2'));
    await claude.current.say(say('b3'));
    await stage.start();
    await claude.current.say(say('b4'));
    await claude.current.finish();
    await stage.until((state) => state.turn === null);
    expect((await stage.bodies('text')).map((body) => body.block)).toEqual(['b1', 'b2', 'b3', 'b4']);
    expect(claude.processes).toHaveLength(1);
    expect(new Set(claude.current.prompts.map((prompt) => prompt.command))).toEqual(new Set([id(2)]));
    const numbers = (await stage.events()).map((event) => event.seq);
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });

  it('[R9] frames that were journalled but not acknowledged are not recorded again', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    // The acknowledgement is lost with the runner.
    const process = claude.current;
    const before = process.acked;
    await process.say(say('b1'));
    await stage.supervisor.settled();
    expect(process.acked).toBe(before + 1);
    process.replayFrom(before);
    await restart();
    await stage.supervisor.settled();
    expect(await stage.bodies('text')).toHaveLength(1);
    expect(process.acked).toBe(before + 1);
  });

  it('[R9] the end of a process is noted when the holder knows that its last frames are safe, not before', async () => {
    await stage.begin();
    await stage.working();
    const { current } = stage.claude;
    const free = stage.disk.beBusy();
    const before = current.acked;
    await current.say(permission);
    current.die();
    await new Promise((resolve) => setImmediate(resolve));
    const known = { acked: current.acked, open: stage.sessionState.requests.length };
    free();
    expect(known).toEqual({ acked: before, open: 1 });
    await stage.until((state) => state.requests.length === 0);
    expect(current.acked).toBe(before + 1);
  });

  it('[R9] a prompt that Claude is not known to have is sent again under the same id', async () => {
    await stage.begin();
    await stage.prompt(2);
    const { claude } = stage;
    await claude.until(() => claude.processes.at(-1)?.prompts.length === 1);
    await restart();
    await claude.until(() => claude.current.prompts.length === 2);
    expect(claude.current.prompts.map((prompt) => prompt.command)).toEqual([id(2), id(2)]);
  });

  it('[R9] a Claude that was brought back to be asked again is asked, also by the next runner', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    claude.evidence.set(id(2), 'unanswered');
    await stage.crash();
    claude.current.die();
    await stage.start();
    await claude.until(() => claude.processes.length === 2);
    await stage.crash();
    const before = claude.current.prompts.length;
    await stage.start();
    await claude.until(() => claude.current.prompts.length > before);
    expect(claude.processes).toHaveLength(2);
  });

  it('[R9] an open request is answered under its same id', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say(permission);
    await stage.until((state) => state.requests.length === 1);
    await restart();
    expect(stage.sessionState.requests.map((open) => open.id)).toEqual([REQUEST]);
    await stage.command(3, { kind: 'answer', request: REQUEST, answer: { type: 'allow' } });
    await stage.until((state) => state.requests.length === 0);
    expect(claude.current.answers).toHaveLength(1);
  });

  it('[R9] an answer that was taken in but may not have reached Claude is given again', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say(permission);
    await stage.until((state) => state.requests.length === 1);
    claude.current.holdAnswers = 'lost';
    await stage.command(3, { kind: 'answer', request: REQUEST, answer: { type: 'allow' } });
    await stage.crash();
    claude.current.holdAnswers = false;
    await stage.start();
    await stage.until((state) => state.requests.length === 0);
    expect(claude.current.answers.map((given) => given.request)).toEqual([REQUEST, REQUEST]);
    expect(await stage.bodies('request-closed')).toHaveLength(1);
  });

  describe('[R13] an answer that Claude has and that was not noted', () => {
    const deny = { kind: 'answer', request: REQUEST, answer: { type: 'deny', message: 'no' } } as const;

    async function answerAndCrash(): Promise<void> {
      await stage.begin();
      await stage.working();
      await stage.claude.current.say(permission);
      await stage.until((state) => state.requests.length === 1);
      stage.claude.current.holdAnswers = true;
      await stage.command(3, deny);
      await stage.crash();
      stage.claude.current.holdAnswers = false;
    }

    it('is noted by the next runner, before what Claude did with it, and not given again', async () => {
      await answerAndCrash();
      await stage.claude.current.say(say('b1'));
      await stage.claude.current.finish();
      await stage.start();
      await stage.until((state) => state.turn === null);
      expect((await stage.kinds()).slice(-4)).toEqual(['request-closed', 'command-applied', 'text', 'turn-ended']);
      const closing = { how: 'answered', decision: 'denied', by: ANN, command: id(3), message: 'no' };
      expect(await stage.bodies('request-closed')).toMatchObject([{ request: REQUEST, closing }]);
      expect(stage.claude.current.answers).toHaveLength(1);
      expect(await stage.bodies('command-refused')).toEqual([]);
    });

    it('stays the only one, though it expired meanwhile and somebody else answers after it', async () => {
      await answerAndCrash();
      stage.now = 5000;
      await stage.start();
      await stage.command(4, { ...deny, answer: { type: 'allow' } });
      expect(await stage.bodies('request-closed')).toMatchObject([{ closing: { decision: 'denied', command: id(3) } }]);
      expect(stage.claude.current.answers).toHaveLength(1);
    });

    it('is called given elsewhere where nobody knows how', async () => {
      await stage.begin();
      await stage.working();
      await stage.claude.current.say(permission);
      await stage.until((state) => state.requests.length === 1);
      await stage.crash();
      stage.claude.current.answered.push(REQUEST);
      await stage.start();
      const closing = { how: 'withdrawn', reason: 'elsewhere' };
      expect(await stage.bodies('request-closed')).toMatchObject([{ request: REQUEST, closing }]);
    });
  });

  it('[R9] a Stop that was decided reaches Claude', async () => {
    await stage.begin();
    await stage.working();
    await stage.command(3, { kind: 'interrupt', scope: 'turn' });
    await restart();
    await stage.claude.until(() => stage.claude.current.interrupts === 2);
  });

  it('[R9] settings that were decided reach Claude', async () => {
    await stage.begin();
    await stage.working();
    stage.claude.current.holdSettings = true;
    await stage.command(3, { kind: 'change-settings', mode: 'plan' });
    await restart();
    await stage.claude.until(() => stage.claude.current.settings.length === 2);
  });

  it.each([
    ['absent', 'again'],
    ['unanswered', 'again'],
    ['answered', 'done'],
    ['interrupted', 'interrupted'],
  ] as const)('[R9] Claude gone, prompt %s in the transcript: %s', async (evidence, outcome) => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.say(say('b1'), permission, {
      kind: 'tool-started',
      tool: asToolId('t'),
      name: 'Bash',
      input: {},
    });
    await stage.until((state) => state.requests.length === 1);
    claude.evidence.set(id(2), evidence);
    await stage.crash();
    claude.current.die();
    await stage.start();
    expect(stage.sessionState.requests).toEqual([]);
    if (outcome === 'again') {
      await claude.until(() => claude.processes.length === 2 && claude.current.prompts.length === 1);
      expect(claude.current.prompts[0]?.command).toBe(id(2));
      expect((await stage.bodies('blocks-superseded'))[0]?.blocks).toEqual(['b1']);
      await claude.current.take(id(2));
      await claude.current.finish();
    }
    await stage.until((state) => state.turn === null);
    expect(stage.sessionState.lastOutcome).toBe(outcome === 'again' ? 'done' : outcome);
    expect(await stage.bodies('turn-ended')).toHaveLength(1);
  });

  it('[R4] commands that were taken in but not acted on are acted on, once', async () => {
    await stage.begin();
    const delivered = stage.deliver(2, { kind: 'prompt', text: 'x' });
    await delivered;
    await restart();
    await stage.claude.until(() => stage.claude.processes.at(-1)?.prompts.length !== undefined);
    await restart();
    await stage.supervisor.settled();
    expect(await stage.bodies('prompt-queued')).toHaveLength(1);
    expect(await stage.bodies('turn-started')).toHaveLength(1);
  });

  it('[R9] raises the epoch and goes on with the numbers', async () => {
    await stage.begin();
    await restart();
    await stage.prompt(2);
    const events = await stage.events();
    expect(new Set(events.map((event) => event.epoch))).toEqual(new Set([1, 2]));
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
  });

  it('[R9] what an idle Claude left behind does not stop the next prompt', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await claude.current.finish();
    await stage.until((state) => state.turn === null);
    await stage.crash();
    claude.current.die();
    await stage.start();
    await stage.working(3);
    expect(claude.processes).toHaveLength(2);
  });

  it('[R9] at an orderly end a working Claude is let go and an idle one ends', async () => {
    await stage.begin();
    await stage.working();
    const { claude } = stage;
    await stage.supervisor.close();
    expect(claude.current).toMatchObject({ released: 1, stops: 0, alive: true });
    await restart();
    await claude.current.finish();
    await stage.until((state) => state.turn === null);
    await stage.supervisor.close();
    expect(claude.current).toMatchObject({ stops: 1, alive: false });
  });
});
