import { CrashRig, seeded } from '@claude-remote/testkit';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { ROOT } from './programs.ts';

/** kill -9 of the runner at random moments of long numbered answers. The seed is printed with every failure. */
let rig: CrashRig | null = null;
afterEach(async () => {
  await rig?.stop();
  rig = null;
});

const SEED = Number(process.env.CRASH_SEED ?? 20_261_121);

describe(`seed ${SEED}`, () => {
  test('[X1] a runner killed again and again loses, repeats and reorders nothing', async () => {
    const started = await CrashRig.start({ root: ROOT, programs: inject('crashPrograms'), retryFraction: 0 });
    rig = started;
    const chance = seeded(SEED);
    const sessions = await Promise.all([started.session(), started.session(), started.session()]);
    const begun = performance.now();
    for (const [i, session] of sessions.entries()) await started.prompt(session, `count s${i} 60 150`, 60);
    while (started.kills < 20) {
      const pid = await started.runnerAfter(null);
      await new Promise((resolve) => setTimeout(resolve, chance.below(500)));
      await started.kill(pid);
    }
    console.log('kills', started.kills, performance.now() - begun);
    expect(await started.wrong()).toEqual([]);
  });
});
