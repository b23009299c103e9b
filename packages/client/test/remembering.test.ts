import { type Event, type HubToClient, wireError } from '@claude-remote/protocol';
import { describe, expect, test } from 'vitest';
import type { Client, ClientOptions, RememberedSession } from '../src/index.ts';
import { clientOf, event, HubStandIn, SESSION, stateAfter } from './support/hub-stand-in.ts';

const log = (from: number, to: number, epoch = 1): Event[] =>
  Array.from({ length: to - from + 1 }, (_, index) => event(from + index, undefined, epoch));

/** Events 11 to 20 of a session of which all 20 were known. */
const REMEMBERED: RememberedSession = { state: stateAfter(log(1, 20)), events: log(11, 20), stored: 20, first: 1 };

const shown = (client: Client) => client.session(SESSION)?.transcript.events.map(({ seq }) => seq);

/** Memory that answers when a test lets it. */
function slowMemory() {
  const memory = { answer: (_: RememberedSession | null) => {} };
  const recall = () =>
    new Promise<RememberedSession | null>((resolve) => {
      memory.answer = resolve;
    });
  return { memory, recall };
}

async function opened(options: Partial<ClientOptions>) {
  const hub = new HubStandIn();
  const client = clientOf(hub, options);
  await client.start();
  client.open(SESSION);
  await hub.calm();
  return { hub, client };
}

describe('a session that was known before', () => {
  test('[C13] is shown at once and resumed from where memory ends', async () => {
    const { hub, client } = await opened({ recall: async () => REMEMBERED });
    expect(client.session(SESSION)?.status).toBe('ready');
    expect(shown(client)).toEqual(log(11, 20).map(({ seq }) => seq));
    expect(hub.of('subscribe')).toEqual([{ type: 'subscribe', session: SESSION, after: { epoch: 1, seq: 20 } }]);
    await hub.say(
      { type: 'resumed', session: SESSION, head: { epoch: 1, seq: 21 }, stored: 21 },
      { type: 'events', session: SESSION, events: log(21, 21) },
    );
    expect(shown(client)?.at(-1)).toBe(21);
    client.stop();
  });

  test('[C13] is shown without a hub', async () => {
    const client = clientOf(new HubStandIn(), { recall: async () => REMEMBERED });
    client.open(SESSION);
    await Promise.resolve();
    await Promise.resolve();
    expect(shown(client)).toHaveLength(10);
    expect(client.connection().phase.phase).toBe('idle');
  });

  test('[C13] gives way to what the hub says', async () => {
    const { hub, client } = await opened({ recall: async () => REMEMBERED });
    const other: HubToClient = {
      type: 'snapshot',
      session: SESSION,
      state: stateAfter(log(1, 3, 9)),
      events: log(1, 3, 9),
      first: 1,
      stored: 3,
    };
    await hub.say(other);
    expect(shown(client)).toEqual([1, 2, 3]);
    await hub.say({ type: 'subscribe-refused', session: SESSION, error: wireError('not_found', { what: 'session' }) });
    expect(client.session(SESSION)?.status).toBe('refused');
    client.stop();
  });

  test('[C13] is shown without a hub however long memory takes', async () => {
    const { memory, recall } = slowMemory();
    const hub = new HubStandIn();
    const client = clientOf(hub, { recall });
    client.open(SESSION);
    await hub.clock.pass(20_000);
    expect(client.session(SESSION)?.status).toBe('loading');
    memory.answer(REMEMBERED);
    await hub.calm();
    expect(shown(client)).toHaveLength(10);
  });

  test('[C13] is asked for whole when memory takes longer than asking, and what the hub says stays', async () => {
    const { memory, recall } = slowMemory();
    const { hub, client } = await opened({ recall });
    expect(hub.of('subscribe')).toEqual([]);
    await hub.clock.pass(500);
    await hub.calm();
    expect(hub.of('subscribe')).toEqual([{ type: 'subscribe', session: SESSION }]);
    await hub.say({ type: 'subscribe-refused', session: SESSION, error: wireError('not_found', { what: 'session' }) });
    memory.answer(REMEMBERED);
    await hub.calm();
    expect(client.session(SESSION)).toMatchObject({ status: 'refused', state: null });
    expect(hub.of('subscribe'), 'asked for once').toHaveLength(1);
    client.stop();
  });

  test('[C13] memory that comes while the hub gets ready to answer is shown until it does', async () => {
    const { memory, recall } = slowMemory();
    const { hub, client } = await opened({ recall });
    await hub.clock.pass(500);
    memory.answer(REMEMBERED);
    await hub.calm();
    expect(shown(client)).toHaveLength(10);
    expect(hub.of('subscribe'), 'asked for once').toHaveLength(1);
    const events = log(1, 25);
    await hub.say({ type: 'snapshot', session: SESSION, state: stateAfter(events), events, first: 1, stored: 25 });
    expect(shown(client)).toHaveLength(25);
    client.stop();
  });

  test('[C13] is asked for whole when nothing is remembered or memory fails', async () => {
    for (const recall of [async () => null, async () => Promise.reject(new Error('unreadable'))]) {
      const { hub, client } = await opened({ recall });
      expect(hub.of('subscribe')).toEqual([{ type: 'subscribe', session: SESSION }]);
      client.stop();
    }
  });
});

test('[C14] a remembered overview stands until the hub has told, and never replaces what it told', async () => {
  const hub = new HubStandIn();
  const client = clientOf(hub);
  client.remind({ sessions: [], machines: [], rememberedAt: 5 });
  expect(client.overview()).toEqual({ known: true, rememberedAt: 5, sessions: [], machines: [] });
  await client.start();
  await hub.calm();
  await hub.say({ type: 'overview', sessions: [], machines: [] });
  expect(client.overview().rememberedAt).toBe(null);
  client.remind({ sessions: [], machines: [], rememberedAt: 5 });
  expect(client.overview().rememberedAt).toBe(null);
  client.stop();
});
