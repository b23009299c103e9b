import type { SessionId } from '@claude-remote/protocol';
import { CrashRig } from '@claude-remote/testkit';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { ROOT } from './programs.ts';

/** kill -9 of hub, runner and holder at each named point of what they do, one product after all of it. */
let rig: CrashRig;
beforeAll(async () => {
  rig = await CrashRig.start({ root: ROOT, programs: inject('crashPrograms'), retryFraction: 0.02 });
}, 60_000);
afterAll(async () => {
  console.log(`${rig.kills} kills at named points`);
  await rig.stop();
});

let made = 0;
const newTag = (): string => `p${++made}`;

/** Where the runner comes by while a prompt is taken, given to Claude and answered, and how often at least. */
const RUNNER_POINTS = {
  'commands is received': 1,
  'before a journal is written': 4,
  'after a journal is written': 4,
  'before a journal is synced': 4,
  'after a journal is synced': 4,
  'before delivered is sent': 1,
  'after delivered is sent': 1,
  'before a prompt is given to Claude': 1,
  'after a prompt is given to Claude': 1,
  'before output is taken': 3,
  'after output is taken': 3,
  'before events is sent': 4,
  'after events is sent': 4,
  'stored is received': 4,
  'before frames are acknowledged to the holder': 3,
  'after frames are acknowledged to the holder': 3,
} as const;

const HUB_POINTS = {
  'before a command is stored': 1,
  'after a command is stored': 1,
  'before a delivery is stored': 1,
  'after a delivery is stored': 1,
  'before events are stored': 4,
  'after events are stored': 4,
} as const;

function everyTime(points: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(points).flatMap(([point, times]) =>
    Array.from({ length: times }, (_, i): [string, number] => [point, i + 1]),
  );
}

const RUNNER_CASES = everyTime(RUNNER_POINTS);
const HUB_CASES = everyTime(HUB_POINTS);
const FIRST_TIMES = RUNNER_CASES.filter(([, nth]) => nth === 1);

describe('in a turn', () => {
  let session: SessionId;
  beforeAll(async () => {
    session = await rig.session();
    await rig.ended(session, await rig.prompt(session, `count ${newTag()} 1 0`, 1));
  });

  const turn = () => rig.prompt(session, `count ${newTag()} 8 20`, 8);

  test.each(RUNNER_CASES)('[X2] the runner killed %s (%i) loses nothing and repeats nothing', async (point, nth) => {
    await rig.crashAt('runner', { point, nth, pids: [] }, turn);
    expect(await rig.wrong()).toEqual([]);
  });

  test.each(HUB_CASES)('[X3] the hub killed %s (%i) loses nothing and repeats nothing', async (point, nth) => {
    await rig.crashAt('hub', { point, nth, pids: [] }, turn);
    await rig.startHub();
    expect(await rig.wrong()).toEqual([]);
  });

  test.each(FIRST_TIMES)(
    '[X4] hub and runner killed together %s (%i) lose nothing and repeat nothing',
    async (point, nth) => {
      const pids = [rig.pidOf('hub'), rig.pidOf('runner')].flatMap((pid) => pid ?? []);
      await rig.crashAt('runner', { point, nth, pids }, turn);
      await rig.startHub();
      expect(await rig.wrong()).toEqual([]);
    },
  );
});
