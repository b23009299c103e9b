import { type IncomingMessage, request } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { asSessionId, type EventBody, type SessionId } from '@claude-remote/protocol';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type OpenApi, openApi } from './support/open-api.ts';
import { type EventStream, readStream } from './support/read-stream.ts';

let api: OpenApi;
let session: SessionId;
let headers: { authorization: string };
const streams: EventStream[] = [];
beforeEach(async () => {
  api = await openApi();
  headers = (await api.token('operator')).headers;
  const { json } = await api.ask('/api/v1/sessions', { headers, body: {} });
  session = asSessionId(String(json.session));
});
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await api.close();
});

const renamed = (title: string): EventBody => ({ kind: 'session-renamed', title });
const emit = (...titles: string[]) => api.core.emit(session, ...titles.map(renamed));
const message = (seq: number, title: string) =>
  `id: ${seq}\ndata: ${JSON.stringify({ epoch: 1, seq, at: 0, body: renamed(title) })}`;
const open = async (query = '', asked: Record<string, string> = headers) => {
  const stream = await readStream(`${api.origin}/api/v1/sessions/${session}/events${query}`, asked);
  streams.push(stream);
  return stream;
};
/** Opened, and past its first line. */
const opened = async (query?: string, asked?: Record<string, string>) => {
  const stream = await open(query, asked);
  expect([stream.status, await stream.next()]).toEqual([200, 'retry: 2000']);
  return stream;
};

test('[API14] a stream has the events that are and those that come, each with its number as id', async () => {
  emit('one', 'two');
  const stream = await opened();
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(stream.headers.get('cache-control')).toBe('no-store');
  expect(stream.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect([await stream.next(), await stream.next()]).toEqual([message(1, 'one'), message(2, 'two')]);
  emit('three\n\nid: 99');
  expect(await stream.next()).toBe(message(3, 'three\n\nid: 99'));
  emit(...Array.from({ length: 130 }, (_, at) => `${at + 4}`));
  for (let seq = 4; seq <= 133; seq++) expect(await stream.next()).toBe(message(seq, `${seq}`));
});

test('[API15] a stream resumes after Last-Event-ID, which goes before the address, and refuses a cursor ahead', async () => {
  emit('one', 'two', 'three');
  expect(await (await opened('?after=2')).next()).toBe(message(3, 'three'));
  const resumed = await opened('?after=0', { ...headers, 'last-event-id': '1' });
  expect(await resumed.next()).toBe(message(2, 'two'));
  const current = await opened('?after=3');
  emit('four');
  expect(await current.next()).toBe(message(4, 'four'));
  expect((await open('', { ...headers, 'last-event-id': '5' })).status).toBe(409);
  expect((await open('', { ...headers, 'last-event-id': 'x' })).status).toBe(400);
  expect((await open('', {})).status).toBe(401);
});

test('[API16] a silent stream says so every 15 seconds', async () => {
  const stream = await opened();
  // Three timers: the front door's, the stream's look at its login, and the silence.
  for (let silence = 0; silence < 2; silence++) {
    await vi.waitUntil(() => api.clock.pending === 3);
    api.clock.advance(14_999);
    expect(api.clock.pending).toBe(3);
    api.clock.advance(1);
    expect(await stream.next()).toBe(': nothing new');
  }
  emit('one');
  expect(await stream.next()).toBe(message(1, 'one'));
});

test('[API17] signing out ends the streams of that login at once, and no other', async () => {
  const [one, other] = [await api.login(), await api.login()];
  const [ending, staying] = [await opened('', one), await opened('', other)];
  expect((await api.ask('/api/auth/logout', { method: 'POST', headers: one })).status).toBe(200);
  expect(await ending.next()).toBeNull();
  emit('one');
  expect(await staying.next()).toBe(message(1, 'one'));
});

test('[API17] a token that was taken back, and a login that ended elsewhere, end their streams', async () => {
  const token = await api.token('viewer');
  const browser = await api.login();
  const [byToken, byLogin, staying] = [await opened('', token.headers), await opened('', browser), await opened()];
  await api.store.removeToken(token.id, token.user);
  await api.store.removeLoginsOf('u1');
  const messages: Promise<string | null>[] = [untilEnd(byToken), untilEnd(byLogin)];
  api.clock.advance(30_000);
  expect(await Promise.all(messages)).toEqual([null, null]);
  emit('one');
  let next = await staying.next();
  while (next?.startsWith(':')) next = await staying.next();
  expect(next).toBe(message(1, 'one'));
});

test('[API18] a reader that goes away is forgotten', async () => {
  const follow = api.core.sessions.follow;
  const unfollowed = new Promise<void>((resolve) => {
    vi.spyOn(api.core.sessions, 'follow').mockImplementation((...args) => {
      const stop = follow(...args);
      return () => {
        stop();
        resolve();
      };
    });
  });
  const before = api.clock.pending;
  const stream = await opened();
  stream.close();
  await unfollowed;
  await vi.waitUntil(() => api.clock.pending === before);
});

test('[API19] a reader that does not read stops the reading of the log, and gets everything when it goes on', async () => {
  const EVENTS = 4_000;
  emit(...Array.from({ length: EVENTS }, (_, at) => `${at + 1} ${'x'.repeat(10_000)}`));
  let cursor = 0;
  const read = api.core.sessions.read;
  vi.spyOn(api.core.sessions, 'read').mockImplementation((id, options) => {
    cursor = options.after;
    return read(id, options);
  });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = { ...headers, accept: 'text/event-stream' };
    request(`${api.origin}/api/v1/sessions/${session}/events`, { headers: asked }, resolve).on('error', reject).end();
  });
  response.pause();
  // Nobody reads: as far as the buffers of both sockets reach, and no further.
  for (let [quiet, seen] = [0, -1]; quiet < 500; await turn()) {
    [quiet, seen] = cursor === seen ? [quiet + 1, seen] : [0, cursor];
  }
  expect(cursor).toBeLessThan(EVENTS - 500);
  const ids: number[] = [];
  let held = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    held += chunk;
    const messages = held.split('\n\n');
    held = messages.pop() ?? '';
    for (const text of messages) if (text.startsWith('id: ')) ids.push(Number.parseInt(text.slice(4), 10));
    if (ids.length === EVENTS) break;
  }
  expect(ids).toEqual(Array.from({ length: EVENTS }, (_, at) => at + 1));
});

async function untilEnd(stream: EventStream): Promise<null> {
  while ((await stream.next()) !== null);
  return null;
}
