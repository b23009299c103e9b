import { CrashRig } from '@claude-remote/testkit';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { ROOT } from './programs.ts';

/** kill -9 of Claude and of the holder: what Claude had said stays, what it never began is asked again, and it goes on. */
let rig: CrashRig;
beforeEach(async () => {
  rig = await CrashRig.start({ root: ROOT, programs: inject('crashPrograms') });
}, 60_000);
afterEach(() => rig.stop());

const BROKEN_OFF = { brokenOff: true };

describe('Claude', () => {
  test('[X7] killed in the middle of answers in three sessions at once, keeps what was said, and the next prompt is answered', async () => {
    const sessions = await Promise.all([rig.session(), rig.session(), rig.session()]);
    for (const round of [1, 2, 3]) {
      const turns = await Promise.all(
        sessions.map((session, i) => rig.prompt(session, `count k${i}r${round} 30 60`, 30)),
      );
      await Promise.all(sessions.map((session, i) => rig.shows(session, `k${i}r${round} 3`)));
      await rig.kill(...sessions.map((session) => rig.claudeOf(session)));
      await Promise.all(sessions.map((session, i) => rig.ended(session, turns[i] ?? raise())));
    }
    for (const [i, session] of sessions.entries()) {
      const last = await rig.ended(session, await rig.prompt(session, `count after${i} 3 0`, 3));
      expect(last.body).toMatchObject({ outcome: 'done' });
    }
    expect(rig.kills).toBe(9);
    expect(await rig.wrong(BROKEN_OFF)).toEqual([]);
  });

  test('[X7] killed before it said anything is brought back and answers the same prompt, once', async () => {
    const session = await rig.session();
    const turn = await rig.prompt(session, 'wait w1', 1);
    await rig.settled(session, turn.command);
    await rig.kill(rig.claudeOf(session));
    rig.model.letGo('w1');
    expect((await rig.ended(session, turn)).body).toMatchObject({ outcome: 'done' });
    expect(await rig.wrong(BROKEN_OFF)).toEqual([]);
  });

  test.each(['before a prompt is given to Claude', 'after a prompt is given to Claude', 'before output is taken'])(
    '[X7] killed %s, answers the prompt once',
    async (point) => {
      const session = await rig.session();
      await rig.ended(session, await rig.prompt(session, 'count warm 1 0', 1));
      const pids = [rig.claudeOf(session) ?? raise()];
      const turn = await rig.crashAt('runner', { point, nth: 1, pids }, () => rig.prompt(session, 'count cold 3 0', 3));
      await rig.ended(session, turn);
      expect(await rig.wrong(BROKEN_OFF)).toEqual([]);
    },
  );
});

describe('the holder', () => {
  test('[X8] killed in the middle of answers in two sessions, ends no conversation', async () => {
    const sessions = await Promise.all([rig.session(), rig.session()]);
    for (const round of [1, 2]) {
      const turns = await Promise.all(
        sessions.map((session, i) => rig.prompt(session, `count h${i}r${round} 20 40`, 20)),
      );
      await Promise.all(sessions.map((session, i) => rig.shows(session, `h${i}r${round} 3`)));
      await rig.kill(rig.pidOf('holder'));
      await Promise.all(sessions.map((session, i) => rig.ended(session, turns[i] ?? raise())));
    }
    for (const [i, session] of sessions.entries()) {
      const last = await rig.ended(session, await rig.prompt(session, `count after${i} 3 0`, 3));
      expect(last.body).toMatchObject({ outcome: 'done' });
    }
    expect(await rig.wrong(BROKEN_OFF)).toEqual([]);
  });

  test('[X8] killed together with runner and hub, ends no conversation', async () => {
    const session = await rig.session();
    const turn = await rig.prompt(session, 'count all 20 40', 20);
    await rig.shows(session, 'all 3');
    await rig.kill(rig.pidOf('holder'), rig.pidOf('runner'), rig.pidOf('hub'));
    await rig.startHub();
    await rig.ended(session, turn);
    const last = await rig.ended(session, await rig.prompt(session, 'count after 3 0', 3));
    expect(last.body).toMatchObject({ outcome: 'done' });
    expect(await rig.wrong(BROKEN_OFF)).toEqual([]);
  });
});

function raise(): never {
  throw new Error('it is not there');
}
