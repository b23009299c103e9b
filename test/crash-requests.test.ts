import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionId } from '@claude-remote/protocol';
import { CrashRig, type Victim } from '@claude-remote/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ROOT } from './programs.ts';

/** A permission that waits for a person while hub and runner are killed around it. */
let rig: CrashRig;
let session: SessionId;
beforeAll(async () => {
  rig = await CrashRig.start({ root: ROOT, programs: inject('crashPrograms'), retryFraction: 0.02 });
  session = await rig.session('ask');
}, 60_000);
afterAll(() => rig.stop());

let made = 0;

/** A turn in which Claude wants to run a command that leaves its mark each time it runs. */
async function askedTurn() {
  const tag = `r${++made}`;
  const turn = await rig.prompt(session, `run ${tag} ran.txt`, 1);
  const request = await rig.request(session);
  const allow = () => rig.submit(session, { kind: 'answer', request, answer: { type: 'allow' } });
  return { tag, turn, request, allow };
}

function timesRun(tag: string): number {
  const lines = readFileSync(join(rig.workspace, 'ran.txt'), 'utf8').split('\n');
  return lines.filter((line) => line === tag).length;
}

const VICTIMS: readonly [string, readonly Victim[]][] = [
  ['hub', ['hub']],
  ['runner', ['runner']],
  ['hub, then runner', ['hub', 'runner']],
  ['runner, hub, runner', ['runner', 'hub', 'runner']],
];

describe('a request that is open', () => {
  test.each(VICTIMS)(
    '[X5] is answerable under its id after a kill of %s, and Claude gets the answer',
    async (_, victims) => {
      const { tag, turn, request, allow } = await askedTurn();
      for (const victim of victims) {
        const pid = rig.pidOf(victim);
        await rig.kill(pid);
        if (victim === 'hub') await rig.startHub();
        else await rig.runnerAfter(pid);
      }
      expect(await rig.request(session)).toBe(request);
      const answer = await allow();
      expect((await rig.settled(session, answer)).kind).toBe('command-applied');
      await rig.ended(session, turn);
      expect(timesRun(tag)).toBe(1);
      expect(await rig.wrong()).toEqual([]);
    },
  );
});

describe('an answer', () => {
  const POINTS = [
    'commands is received',
    'after a journal is written',
    'after a journal is synced',
    'before delivered is sent',
    'after delivered is sent',
    'before an answer is given to Claude',
    'after an answer is given to Claude',
    'before events is sent',
    'after events is sent',
    'stored is received',
  ];
  test.each(POINTS)('[X6] takes effect once when the runner is killed %s', async (point) => {
    const { tag, turn, allow } = await askedTurn();
    const answer = await rig.crashAt('runner', { point, nth: 1, pids: [] }, allow);
    expect((await rig.settled(session, answer)).kind).toBe('command-applied');
    await rig.ended(session, turn);
    expect(timesRun(tag)).toBe(1);
    expect(await rig.wrong()).toEqual([]);
  });

  const HUB_POINTS = [
    'before a command is stored',
    'after a command is stored',
    'after a delivery is stored',
    'before events are stored',
    'after events are stored',
  ];
  test.each(HUB_POINTS)('[X6] takes effect once when the hub is killed %s', async (point) => {
    const { tag, turn, allow } = await askedTurn();
    const answer = await rig.crashAt('hub', { point, nth: 1, pids: [] }, allow);
    await rig.startHub();
    expect((await rig.settled(session, answer)).kind).toBe('command-applied');
    await rig.ended(session, turn);
    expect(timesRun(tag)).toBe(1);
    expect(await rig.wrong()).toEqual([]);
  });
});
