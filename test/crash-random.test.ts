import type { SessionId } from '@claude-remote/protocol';
import { CrashRig, seeded } from '@claude-remote/testkit';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { ROOT } from './programs.ts';

/** kill -9 at random moments of long numbered answers, in several sessions at once. `CRASH_SEED=n` repeats a run. */
const SEED = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);

/** What is killed sooner than it can start, as on a busy machine, gets on with nothing before the killing ends. */
const UNDER_FIRE_MS = 120_000;

let rig: CrashRig | null = null;
afterEach(async () => {
  await rig?.stop();
  rig = null;
});

async function startRig(retryFraction: number): Promise<CrashRig> {
  rig = await CrashRig.start({ root: ROOT, programs: inject('crashPrograms'), retryFraction });
  return rig;
}

/** Keeps a numbered answer going in each session until told to stop, and one more prompt waiting behind it. */
function keepTalking(started: CrashRig, sessions: readonly SessionId[]) {
  let stopped = false;
  const talk = async (session: SessionId, name: string) => {
    for (let turn = 1; !stopped; turn++) {
      const first = await started.prompt(session, `count ${name}a${turn} 40 60`, 40);
      const second = await started.prompt(session, `count ${name}b${turn} 10 30`, 10);
      await started.ended(session, first, UNDER_FIRE_MS);
      await started.ended(session, second, UNDER_FIRE_MS);
    }
  };
  const talking = Promise.all(sessions.map((session, i) => talk(session, `s${i}`)));
  return () => {
    stopped = true;
    return talking;
  };
}

/** The moments are what is tried here, not a way to wait for something. */
function moment(chance: { below(limit: number): number }, limitMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, chance.below(limitMs)));
}

describe(`seed ${SEED}`, () => {
  test('[X1] a runner killed 150 times loses, repeats and reorders nothing', async () => {
    const started = await startRig(0);
    const chance = seeded(SEED);
    const sessions = await Promise.all([started.session(), started.session(), started.session()]);
    const finish = keepTalking(started, sessions);
    while (started.kills < 150) {
      const pid = await started.runnerAfter(null);
      await moment(chance, 600);
      await started.kill(pid);
    }
    await finish();
    expect(await started.wrong()).toEqual([]);
  });

  test('[X1] hub, runner or both killed 60 times lose, repeat and reorder nothing', async () => {
    const started = await startRig(0.05);
    const chance = seeded(SEED + 1);
    const sessions = await Promise.all([started.session(), started.session()]);
    const finish = keepTalking(started, sessions);
    while (started.kills < 60) {
      await moment(chance, 1_500);
      const dice = chance.below(4);
      if (dice === 0) await started.kill(started.pidOf('runner'));
      else {
        await started.kill(started.pidOf('hub'), ...(dice === 1 ? [started.pidOf('runner')] : []));
        await started.startHub();
      }
    }
    await finish();
    expect(await started.wrong()).toEqual([]);
  });
});
