import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asMachineId, asSessionId, type Event } from '@claude-remote/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deviceOf } from '../src/access/actor-device.ts';
import { type Core, createCore } from '../src/start/create-core.ts';
import { openSqliteStorage } from '../src/storage/sqlite/sqlite-storage.ts';
import type { Storage } from '../src/storage/storage.ts';
import { fakeClock } from './support/fake-clock.ts';
import { memoryAccessStore } from './support/memory-access-store.ts';
import { type OpenApi, openApiOn } from './support/open-api.ts';
import { readStream } from './support/read-stream.ts';

/** The API before the hub's own core on a real database; what a stub could only repeat after us. */
const MACHINE = asMachineId('m1');
let directory: string;
let storage: Storage;
let api: OpenApi<Core>;
let headers: { authorization: string };
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'claude-remote-api-core-'));
  storage = openSqliteStorage({
    path: join(directory, 'hub.sqlite'),
    later: (ms, fire) => void setTimeout(fire, ms),
  });
  const accounts = memoryAccessStore();
  const core = createCore({
    storage,
    hub: { id: 'hub', version: '0.0.0-test', demo: false },
    clock: fakeClock(),
    now: () => 1_700_000_000_000,
    isFresh: () => true,
    deviceOf: (principal) => deviceOf(accounts, principal),
    newNonce: randomUUID,
    newId: randomUUID,
    onTrouble: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  await core.machines.enroll({ id: MACHINE, name: 'one', publicKey: 'pem', local: true });
  api = await openApiOn(core, { store: accounts });
  headers = (await api.token('operator')).headers;
});
afterEach(async () => {
  await api.close();
  api.core.leave();
  await storage.close();
  rmSync(directory, { recursive: true, force: true });
});

const start = async () => {
  const { status, json } = await api.ask('/api/v1/sessions', { headers, body: { title: 'one' } });
  expect([status, json.cseq]).toEqual([201, 1]);
  return asSessionId(String(json.session));
};
const post = (session: string, body: unknown, key = randomUUID()) =>
  api.ask(`/api/v1/sessions/${session}/commands`, { headers: { ...headers, 'idempotency-key': key }, body });
const renamed = (seq: number): Event => ({
  epoch: 1,
  seq,
  at: seq,
  body: { kind: 'session-renamed', title: `title ${seq}` },
});

test('[API6] the same key is stored once, with one answer, and is a conflict with other content', async () => {
  const session = await start();
  const key = randomUUID();
  const answers = await Promise.all([1, 2, 3].map(() => post(session, { kind: 'prompt', text: 'hello' }, key)));
  expect(answers.map(({ json }) => json)).toEqual(
    [1, 2, 3].map(() => ({ id: key, session, cseq: 2, delivered: false })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  expect((await post(session, { kind: 'prompt', text: 'other' }, key)).json.code).toBe('conflict');
  expect(storage.commands(session, { after: 0 }).map(({ id }) => id)).toEqual([session, key]);
  expect(storage.commands(session, { after: 1 })).toMatchObject([{ by: { kind: 'token' }, body: { text: 'hello' } }]);
});

test('[API10] what no session could take is refused with its own code, and is not stored', async () => {
  const session = await start();
  const refused = async (asked: Promise<{ status: number; json: Record<string, unknown> }>) => {
    const { status, json } = await asked;
    return [status, json.code];
  };
  expect(await refused(post(session, { kind: 'prompt', text: ' \n' }))).toEqual([400, 'empty_prompt']);
  expect(await refused(post(session, { kind: 'prompt', text: 'a\u0000b' }))).toEqual([400, 'prompt_bad_text']);
  expect(await refused(post(randomUUID(), { kind: 'resume-queue' }))).toEqual([404, 'session_not_found']);
  const again = { id: session, title: 'another' };
  expect(await refused(api.ask('/api/v1/sessions', { headers, body: again }))).toEqual([409, 'session_exists']);
  const elsewhere = { machine: 'nowhere' };
  expect(await refused(api.ask('/api/v1/sessions', { headers, body: elsewhere }))).toEqual([404, 'machine_not_found']);
  const away = api.ask('/api/v1/machines/m1/queries', { headers, body: { kind: 'browse' } });
  expect(await refused(away)).toEqual([503, 'machine_away']);
  expect(storage.commands(session, { after: 0 })).toHaveLength(1);
  expect(storage.sessions()).toHaveLength(1);
});

test('[D25] a command names the device that it came from as the hub knows it, and a client cannot', async () => {
  const session = await start();
  const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E148 Safari/604.1';
  const login = await api.ask('/api/auth/login', {
    headers: { origin: api.origin, 'user-agent': agent },
    body: { username: 'owner', password: api.password },
  });
  const cookie = login.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
  const browser = { cookie: cookie.join('; '), origin: api.origin };
  const prompt = (more = {}) =>
    api.ask(`/api/v1/sessions/${session}/commands`, {
      headers: browser,
      body: { kind: 'prompt', text: 'hello', ...more },
    });
  expect((await prompt({ by: { kind: 'user', name: 'heron', device: { name: 'desk' } } })).status).toBe(400);
  await prompt();
  const { devices } = (await api.ask('/api/v1/devices', { headers: browser })).json as { devices: { id: string }[] };
  const path = `/api/v1/devices/${devices[0]?.id}`;
  await api.ask(path, { method: 'PATCH', headers: browser, body: { name: '<b>Phone</b>' } });
  await prompt();
  const words = { browser: 'Safari', system: 'iPhone' };
  expect(storage.commands(session, { after: 0 }).map(({ by }) => by)).toEqual([
    { kind: 'token', name: expect.stringMatching(/\/test$/) },
    { kind: 'user', name: 'owner', device: { name: null, ...words } },
    { kind: 'user', name: 'owner', device: { name: '<b>Phone</b>', ...words } },
  ]);
});

test('[API14] events from a runner reach the list, the page and the stream', async () => {
  const session = await start();
  const url = `${api.origin}/api/v1/sessions/${session}/events`;
  const stream = await readStream(url, headers);
  expect(await stream.next()).toBe('retry: 2000');
  for (let seq = 1; seq <= 130; seq++) {
    expect(api.core.sessions.receive(MACHINE, session, [renamed(seq)])).toEqual({ kind: 'taken' });
  }
  for (let seq = 1; seq <= 130; seq++) {
    const [id, data = ''] = (await stream.next())?.split('\ndata: ') ?? [];
    expect([id, JSON.parse(data)]).toEqual([`id: ${seq}`, renamed(seq)]);
  }
  stream.close();
  const page = await api.ask(`/api/v1/sessions/${session}/events?after=128`, { headers });
  expect(page.json).toEqual({ events: [renamed(129), renamed(130)], head: { epoch: 1, seq: 130 } });
  const list = await api.ask('/api/v1/sessions', { headers });
  expect(list.json).toMatchObject({ sessions: [{ id: session, title: 'title 130', head: { seq: 130 } }] });
});

test('[API22] days are told in the time zone of whoever asks, and a zone that nobody knows is named', async () => {
  const session = await start();
  const days = (zone: string) => api.ask(`/api/v1/sessions/${session}/days?timeZone=${zone}`, { headers });
  expect((await days('UTC')).json).toEqual({ days: [] });
  const late = Date.UTC(2026, 10, 20, 23, 30);
  const events = [0, 3_600_000].map((after, index): Event => ({ ...renamed(index + 1), at: late + after }));
  expect(api.core.sessions.receive(MACHINE, session, events)).toEqual({ kind: 'taken' });
  const [newest, before] = [
    { day: '2026-11-21', seq: 2 },
    { day: '2026-11-20', seq: 1 },
  ];
  expect((await days('UTC')).json).toEqual({ days: [newest, before] });
  expect((await days('Asia/Seoul')).json).toEqual({ days: [{ ...newest, seq: 1 }] });
  expect((await days('Nowhere')).status).toBe(400);
});
