import type { SessionSummary } from '@claude-remote/protocol';
import { describe, expect, test } from 'vitest';
import { virtualClock } from '../../testkit/src/virtual-clock.ts';
import { deviceName } from '../src/signals/device-push.ts';
import { onceHandsRest } from '../src/signals/hands-rest.ts';
import { heardOf, signalBetween } from '../src/signals/heard.ts';
import { isSettled } from '../src/signals/settled-notifications.ts';
import { createTones } from '../src/signals/tones.ts';
import type { About } from '../src/worker/carried.ts';
import { makeFixtures } from './fixtures.ts';

const { sessions } = makeFixtures(Date.UTC(2026, 10, 21, 14, 0));
const working = sessions.find(({ turn }) => turn !== null) as SessionSummary; // the fixtures have one
const asking = sessions.find(({ requests }) => requests.length > 0) as SessionSummary; // and one of these
const quiet = { ...working, turn: null, queued: 0, requests: [] };

describe('[W51] tones', () => {
  const between = (before: SessionSummary[], after: SessionSummary[]) =>
    signalBetween(heardOf(before, working.id), heardOf(after, working.id));

  test('[W51] one tells that the queue of the open session ran dry', () => {
    expect(between([working], [quiet])).toBe('done');
    expect(between([working], [{ ...quiet, queued: 1 }])).toBeNull();
    expect(between([quiet], [working])).toBeNull();
    expect(between([quiet], [quiet])).toBeNull();
    expect(signalBetween(heardOf([working], null), heardOf([quiet], null))).toBeNull();
    expect(signalBetween(heardOf([working], working.id), heardOf([quiet, asking], asking.id))).not.toBe('done');
  });

  test('[W51] another tells of each new request, wherever it is, and of no old one', () => {
    expect(between([quiet], [quiet, asking])).toBe('asked');
    expect(between([quiet, asking], [quiet, asking])).toBeNull();
    expect(between([quiet, asking], [quiet])).toBeNull();
    expect(between([working], [quiet, asking])).toBe('asked');
  });
});

test('[W131] what may wait for the hands is done once, after the last of a row of keys', async () => {
  const [hands, clock] = [new EventTarget(), virtualClock()];
  let acted = 0;
  const key = async (pauseMs: number) => {
    hands.dispatchEvent(new Event('keydown'));
    await clock.pass(pauseMs);
  };
  onceHandsRest(hands, clock, { ms: 400, act: () => acted++ });
  await clock.pass(5_000);
  for (let keys = 0; keys < 20; keys++) await key(300);
  expect(acted).toBe(0);
  await key(400);
  expect(acted).toBe(1);
  await key(400);
  expect(acted, 'once').toBe(1);

  const stop = onceHandsRest(hands, clock, { ms: 400, act: () => acted++ });
  await key(100);
  stop();
  await key(1_000);
  expect(acted, 'stopped').toBe(1);
});

test('[W131] nothing vibrates before the first tap', () => {
  const felt: unknown[] = [];
  const phone = (userActivation?: { readonly hasBeenActive: boolean }) =>
    ({ userActivation, vibrate: (pattern: unknown) => felt.push(pattern) }) as unknown as Navigator; // all that is asked of it
  const buzz = (navigator: Navigator) =>
    createTones(() => {
      throw new Error('no sound here');
    }, navigator).buzz('done');
  buzz(phone({ hasBeenActive: false }));
  expect(felt).toEqual([]);
  buzz(phone({ hasBeenActive: true }));
  buzz(phone());
  expect(felt).toEqual([[80], [80]]);
});

describe('[W128] notifications that a page takes away', () => {
  const open = asking.requests[0]?.id ?? '';
  const of = (request: string, head = asking.head.seq): About => ({
    kind: 'request',
    session: asking.id,
    request,
    head,
  });
  const several = (at: number): About => ({ kind: 'several', at });

  test('[W128] a request that is open keeps its own, and a settled one loses it', () => {
    expect(isSettled(of(open), sessions, 0)).toBe(false);
    expect(isSettled(of('settled'), sessions, 0)).toBe(true);
    expect(isSettled(null, sessions, 0), 'what ended is no question').toBe(false);
  });

  test('[W128] one that the lists do not tell of yet stays', () => {
    expect(isSettled(of('new', asking.head.seq + 1), sessions, 0)).toBe(false);
    expect(isSettled(of('new'), [working], 0)).toBe(false);
  });

  test('[W128] the one for many goes when nothing is asked, and not as it comes', () => {
    expect(isSettled(several(0), [quiet], 60_000)).toBe(true);
    expect(isSettled(several(59_000), [quiet], 60_000)).toBe(false);
    expect(isSettled(several(0), sessions, 60_000)).toBe(false);
  });
});

test.each([
  ['Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36', 'Chrome on Android'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1.15 Version/18.0 Safari/604.1', 'Safari on iPhone'],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
])('%s is called %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
