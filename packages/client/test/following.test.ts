import {
  type Event,
  type EventBody,
  type HubToClient,
  type SessionId,
  VIEWER_CREDIT_BYTES,
  wireError,
} from '@claude-remote/protocol';
import { describe, expect, test } from 'vitest';
import type { Client, ClientOptions } from '../src/index.ts';
import { clientOf, event, HubStandIn, SESSION, stateAfter } from './support/hub-stand-in.ts';

const log = (from: number, to: number, epoch = 1): Event[] =>
  Array.from({ length: to - from + 1 }, (_, index) => event(from + index, undefined, epoch));

const eventsFrame = (events: Event[]): HubToClient => ({ type: 'events', session: SESSION, events });

function snapshot(to: number, from = 1, epoch = 1): HubToClient {
  const state = stateAfter(log(1, to, epoch));
  return { type: 'snapshot', session: SESSION, state, events: log(from, to, epoch), first: 1, stored: to };
}

const partial = (block: string, said: string, offset = 0): HubToClient => ({
  type: 'live',
  session: SESSION,
  values: [{ kind: 'partial', block, thinking: false, offset, text: said }],
});

/** The numbers that are shown. */
const shown = (client: Client) => client.session(SESSION)?.transcript.events.map(({ seq }) => seq);
const partials = (client: Client) => client.session(SESSION)?.live.partials.map((one) => one.text);

async function following(options: Partial<ClientOptions> = {}, hub = new HubStandIn()) {
  const client = clientOf(hub, options);
  await client.start();
  client.open(SESSION);
  await hub.calm();
  return { hub, client };
}

describe('an open session', () => {
  test('[C5] begins with a snapshot and resumes from its cursor after a cut', async () => {
    const { hub, client } = await following();
    expect(client.session(SESSION)?.status).toBe('loading');
    await hub.say(snapshot(3), eventsFrame(log(4, 5)));
    expect(client.session(SESSION)?.status).toBe('ready');
    await hub.cut();
    expect(hub.of('subscribe')).toEqual([
      { type: 'subscribe', session: SESSION },
      { type: 'subscribe', session: SESSION, after: { epoch: 1, seq: 5 } },
    ]);
    const head = { epoch: 1, seq: 7 };
    await hub.say({ type: 'resumed', session: SESSION, head, stored: 7 }, eventsFrame(log(6, 7)));
    expect(shown(client)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(client.session(SESSION)?.state).toEqual(stateAfter(log(1, 7)));
    client.stop();
  });

  test('[C5] shows each event once and in order, whatever comes twice', async () => {
    const { hub, client } = await following();
    await hub.say(snapshot(3), eventsFrame(log(2, 5)), eventsFrame(log(4, 6)), eventsFrame(log(1, 2)));
    expect(shown(client)).toEqual([1, 2, 3, 4, 5, 6]);
    client.stop();
  });

  test('[C5] never has a gap: it asks once from its cursor and goes on from there', async () => {
    const { hub, client } = await following();
    await hub.say(snapshot(3), eventsFrame(log(6, 6)), eventsFrame(log(7, 7)), eventsFrame(log(8, 8)));
    expect(shown(client)).toEqual([1, 2, 3]);
    expect(hub.of('subscribe').slice(1)).toEqual([
      { type: 'subscribe', session: SESSION, after: { epoch: 1, seq: 3 } },
    ]);
    const head = { epoch: 1, seq: 8 };
    await hub.say({ type: 'resumed', session: SESSION, head, stored: 8 }, eventsFrame(log(4, 8)));
    expect(shown(client)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    client.stop();
  });

  test('[C6] a snapshot takes the place of everything before it', async () => {
    const { hub, client } = await following();
    await hub.say(snapshot(3), partial('b', 'half'), snapshot(900, 890));
    expect(shown(client)).toEqual(log(890, 900).map(({ seq }) => seq));
    expect(client.session(SESSION)?.state?.head.seq).toBe(900);
    expect(partials(client)).toEqual([]);
    client.stop();
  });

  test('[C6] begins anew when a number comes again from another writer', async () => {
    const { hub, client } = await following();
    await hub.say(snapshot(5), eventsFrame(log(4, 6, 2)));
    expect(client.session(SESSION)?.status).toBe('loading');
    expect(hub.of('subscribe').at(-1)).toEqual({ type: 'subscribe', session: SESSION });
    await hub.say(snapshot(6, 1, 2));
    expect(client.session(SESSION)?.state).toEqual(stateAfter(log(1, 6, 2)));
    client.stop();
  });

  test('[C7] partial text grows, waits where it would leave a hole, and gives way to its finished event', async () => {
    const { hub, client } = await following();
    const finished: EventBody = { kind: 'text', block: 'b', text: 'one two three' };
    await hub.say(snapshot(1), partial('b', 'one '), partial('b', 'two ', 4), partial('b', 'hole', 20));
    expect(partials(client)).toEqual(['one two ']);
    await hub.say(eventsFrame([event(2, finished)]));
    expect(partials(client)).toEqual([]);
    await hub.say(partial('b', 'one two three'));
    expect(partials(client), 'late, after its event').toEqual([]);
    client.stop();
  });

  test('[C7] what was live is not shown any more when the line is gone', async () => {
    const { hub, client } = await following();
    await hub.say(snapshot(1), partial('b', 'half'));
    hub.network.cut();
    expect(partials(client)).toEqual([]);
    expect(shown(client)).toEqual([1]);
    client.stop();
  });

  test('[C8] events and live frames are paid for with their bytes in UTF-8, many at once, after they were applied', async () => {
    const stage = new HubStandIn();
    const seen: unknown[] = [];
    const { hub, client } = await following(
      {
        dial: (events) => {
          const transport = stage.network.dial(events);
          const send = (line: string) => {
            if (line.includes('"credit"')) seen.push([shown(client), partials(client)]);
            transport.send(line);
          };
          return { ...transport, send };
        },
      },
      stage,
    );
    const size = (frame: unknown) => Buffer.byteLength(JSON.stringify(frame));
    const paid = () => hub.of('credit').map(({ bytes }) => bytes);
    const small = eventsFrame([event(2, { kind: 'text', block: 'x', text: 'grün — 🌳 "quoted" \u0007' })]);
    const large = partial('y', '…🌳🌳'.repeat(VIEWER_CREDIT_BYTES / 64));
    await hub.say(snapshot(1), small);
    expect(paid(), 'little is unpaid').toEqual([]);
    await hub.say(large);
    expect(paid()).toEqual([size(small) + size(large)]);
    expect(seen).toEqual([[[1, 2], ['…🌳🌳'.repeat(VIEWER_CREDIT_BYTES / 64)]]]);
    client.close(SESSION);
    await hub.say(large);
    expect(paid().at(-1), 'also for a session that was closed meanwhile').toBe(size(large));
    client.stop();
  });

  test('[C8] what was not paid for on one connection is not paid for on the next', async () => {
    const { hub, client } = await following();
    const large = partial('y', 'x'.repeat(VIEWER_CREDIT_BYTES / 8));
    await hub.say(snapshot(1), partial('y', 'little'));
    await hub.cut();
    await hub.say(large);
    expect(hub.of('credit').map(({ bytes }) => bytes)).toEqual([Buffer.byteLength(JSON.stringify(large))]);
    client.stop();
  });

  test('[C9] older pages come in front, without a hole, until there is nothing older', async () => {
    const asked: unknown[] = [];
    const { hub, client } = await following({
      fetchEvents: async (_: SessionId, { after, limit }) => {
        asked.push([after, limit]);
        return log(after + 1, after + limit);
      },
    });
    expect(await client.loadOlder(SESSION)).toBe(false);
    await hub.say(snapshot(310, 301));
    expect(await client.loadOlder(SESSION)).toBe(true);
    expect(await client.loadOlder(SESSION)).toBe(true);
    expect(await client.loadOlder(SESSION)).toBe(false);
    expect(asked).toEqual([
      [100, 200],
      [0, 100],
    ]);
    expect(shown(client)).toEqual(log(1, 310).map(({ seq }) => seq));
    client.stop();
  });

  test('[C9] a page that was fetched for another window is dropped', async () => {
    const { hub, client } = await following({
      fetchEvents: async (_: SessionId, { after, limit }) => {
        await hub.say(snapshot(900, 890));
        return log(after + 1, after + limit);
      },
    });
    await hub.say(snapshot(310, 301));
    expect(await client.loadOlder(SESSION)).toBe(false);
    expect(shown(client)).toEqual(log(890, 900).map(({ seq }) => seq));
    client.stop();
  });

  test('[C5] says why it cannot be opened, and is asked for again with the next connection', async () => {
    const { hub, client } = await following();
    const error = wireError('session_not_found', { session: SESSION });
    await hub.say({ type: 'subscribe-refused', session: SESSION, error });
    expect(client.session(SESSION)).toMatchObject({ status: 'refused', error });
    await hub.cut();
    await hub.say(snapshot(2));
    expect(client.session(SESSION)).toMatchObject({ status: 'ready', error: null });
    client.stop();
  });
});
