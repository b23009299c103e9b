import { describe, expect, test } from 'vitest';
import { isCurrent, type PathFacts, pathState, segmentsOf } from '../src/state/path.ts';

const LIVE: PathFacts = {
  online: true,
  link: { is: 'open', ageMs: 200, roundTripMs: 40 },
  unsent: 0,
  demo: false,
  machine: { name: 'atlas', online: true, ageMs: 100, heardAt: 1 },
  claude: { is: 'running' },
};

describe('[W7] the line claims no more than is known', () => {
  test('[W7] live shows the age of the last proof of life, end to end', () => {
    expect(pathState(LIVE)).toEqual({ is: 'live', ageMs: 300 });
    expect(segmentsOf(pathState(LIVE))).toEqual(['ok', 'ok', 'ok']);
  });

  test('[W7] the nearest cut wins, and beyond it nothing is drawn as known', () => {
    const away = { ...LIVE, machine: { name: 'atlas', online: false, ageMs: null, heardAt: 5 } };
    expect(pathState({ ...away, online: false, unsent: 2 })).toEqual({ is: 'offline', unsent: 2 });
    expect(pathState(away)).toEqual({ is: 'away', since: 5 });
    expect(segmentsOf(pathState(away))).toEqual(['ok', 'gone', 'dim']);
    expect(pathState({ ...LIVE, claude: { is: 'ended', at: 9 } })).toEqual({ is: 'ended', at: 9 });
    expect(isCurrent(pathState(away))).toBe(false);
  });

  test('[W7] a slow answer is "behind", a lost one "reconnecting", three failed tries are a cut', () => {
    expect(pathState({ ...LIVE, link: { is: 'open', ageMs: 0, roundTripMs: 4100 } })).toEqual({
      is: 'behind',
      ms: 4100,
    });
    expect(pathState({ ...LIVE, link: { is: 'retrying', failures: 1 } })).toEqual({ is: 'reconnecting' });
    expect(pathState({ ...LIVE, link: { is: 'retrying', failures: 3 }, unsent: 1 })).toEqual({
      is: 'offline',
      unsent: 1,
    });
    expect(isCurrent(pathState({ ...LIVE, link: { is: 'retrying', failures: 1 } }))).toBe(false);
  });

  test('[W7] a process that ended because nobody needed it is asleep, not cut', () => {
    expect(pathState({ ...LIVE, claude: { is: 'asleep' } }).is).toBe('asleep');
  });
});
