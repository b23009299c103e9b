import type { Client, Clock, Overview, SessionView } from '@claude-remote/client';
import { asSessionId } from '@claude-remote/protocol';
import { emptyState } from '@claude-remote/session';
import { beforeEach, describe, expect, test } from 'vitest';
import { Keeper } from '../src/offline/keeper.ts';
import { knownIn } from '../src/offline/known.ts';
import { unsealedStore } from './unsealed-store.ts';

const ID = asSessionId('00000000-0000-4000-8000-000000000001');
const PAUSE_MS = 5000;

/** A session of 1,000 events, each of which counts how often it was put into words. */
function longSession() {
  const count = { worded: 0 };
  const events = Array.from({ length: 1000 }, (_, index) => {
    const event = { epoch: 1, seq: index + 1, at: index, body: { kind: 'text', block: `${index}`, text: 'said' } };
    const toJSON = () => {
      count.worded++;
      return event;
    };
    return Object.assign(Object.create({ toJSON }), event);
  });
  const state = { ...emptyState(ID), head: { epoch: 1, seq: 1000 } };
  const view = { id: ID, status: 'ready', state, transcript: { events }, stored: 1000, first: 1 };
  return { count, view: view as unknown as SessionView }; // the parts that are kept
}

describe('[W130] what is kept on the device', () => {
  const kept = new Map<string, string>();
  beforeEach(() => kept.clear());

  /** A client that learned of a long session, on a device whose time passes while it works. */
  function stage() {
    const { count, view } = longSession();
    let [time, changed, hide] = [0, () => {}, () => {}];
    let timers: { readonly ms: number; readonly fire: () => void }[] = [];
    const clock: Clock = {
      now: () => {
        time += 0.1; // of the device, at each event
        return time;
      },
      timer: (ms, fire) => {
        const timer = { ms, fire };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
    };
    const overview: Overview = { known: false, rememberedAt: null, sessions: [], machines: [] };
    const client: Partial<Client> = {
      subscribe: (listener) => {
        changed = listener;
        return () => {};
      },
      connection: () => ({ phase: { phase: 'open' } }) as ReturnType<Client['connection']>, // all that is asked of it
      opened: () => [view],
      overview: () => overview,
    };
    const onHide = (listener: () => void) => {
      hide = listener;
      return () => {};
    };
    new Keeper(client as Client, Promise.resolve(knownIn(unsealedStore(kept))), { clock, now: () => 7, onHide });
    changed();
    return {
      count,
      hide: () => hide(),
      /** Fires the timer that is due next; its time in ms, or null when there is none. */
      async next(): Promise<number | null> {
        const [due, ...rest] = timers;
        if (!due) return null;
        timers = rest;
        due.fire();
        await settled();
        return due.ms;
      },
    };
  }

  const settled = async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  const told = () => JSON.parse(kept.get(ID) ?? 'null') as { events: unknown[] } | null;

  test('[W130] is put into words in slices, each event once', async () => {
    const { next, count } = stage();
    expect(await next()).toBe(PAUSE_MS);
    let rests = 0;
    while ((await next()) === 0) rests++;
    expect(rests, 'one after each 4 ms of 100').toBeGreaterThanOrEqual(20);
    expect(rests).toBeLessThanOrEqual(30);
    expect(told()?.events).toHaveLength(1000);
    expect(count.worded).toBe(1000);
  });

  test('[W130] is there at once when the page is put away', async () => {
    const { hide, count } = stage();
    hide();
    await settled();
    expect(told()?.events).toHaveLength(1000);
    expect(count.worded).toBe(1000);
  });

  test('[W130] is there at once when the page is put away in the middle of it', async () => {
    const { next, hide, count } = stage();
    await next();
    await next();
    expect([told(), count.worded < 200]).toEqual([null, true]);
    hide();
    await settled();
    expect(told()?.events, 'no timer fires any more').toHaveLength(1000);
    expect(count.worded).toBe(1000);
  });
});
