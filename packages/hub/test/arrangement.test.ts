import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asSessionId, type EventBody } from '@claude-remote/protocol';
import { afterEach, expect, test } from 'vitest';
import type { Principal } from '../src/access/principal.ts';
import { openSqliteStorage } from '../src/storage/sqlite/sqlite-storage.ts';
import { CoreStage, SESSION, texts } from './support/core-stage.ts';
import { type OpenApi, openApiOn } from './support/open-api.ts';
import { eventsOf, startSession } from './support/storage-writes.ts';

/** Putting sessions away: what other devices see, what the machine is told, what is left on the disk, and who may. */
const OWNER: Principal = { kind: 'user', id: 'u1', name: 'owner', role: 'admin', login: null };
const OTHER = asSessionId('00000000-0000-4000-8000-0000000000ff');
const UNDO_MS = 60_000;
const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function begun(): Promise<CoreStage> {
  const stage = new CoreStage();
  await stage.startSession();
  return stage;
}

async function watching(stage: CoreStage) {
  const client = await stage.client();
  client.send({ type: 'watch' });
  await client.settle();
  return client;
}

const working = (seq: number): { epoch: number; seq: number; at: number; body: EventBody } => ({
  epoch: 1,
  seq,
  at: 5,
  body: {
    kind: 'turn-started',
    turn: 1,
    command: 'c0000000-0000-4000-8000-000000000001' as never, // a UUID is a command id by being used as one
    text: 'go',
    attachments: [],
    by: { kind: 'user', name: 'owner' },
  },
});

test('[SE1] a pin and an archive are seen by every device, and one undoes the other', async () => {
  const stage = await begun();
  const device = await watching(stage);
  await stage.core.arrangement.arrange(OWNER, [SESSION], { pinned: true });
  await stage.clock.pass(1_000);
  await device.settle();
  expect(device.of('session-changed').at(-1)?.session).toMatchObject({ pinned: true, archived: false });
  await stage.core.arrangement.arrange(OWNER, [SESSION], { archived: true });
  expect(stage.core.sessions.list(OWNER)).toMatchObject([{ pinned: false, archived: true }]);
  const late = await watching(new CoreStage(stage));
  expect(late.of('overview')[0]?.sessions).toMatchObject([{ pinned: false, archived: true }]);
});

test('[SE1] events keep where a session was put, and a prompt takes it out of the archive', async () => {
  const stage = await begun();
  const runner = await stage.runner();
  await stage.core.arrangement.arrange(OWNER, [SESSION], { archived: true });
  runner.send({ type: 'events', session: SESSION, events: texts(1, 2) });
  await runner.settle();
  expect(stage.core.sessions.list(OWNER)).toMatchObject([{ archived: true, head: { seq: 2 } }]);
  await stage.submit({ kind: 'prompt', text: 'go on' });
  expect(stage.core.sessions.list(OWNER)).toMatchObject([{ archived: false }]);
});

test('[SE1] of several sessions all are put away or, when one is unknown, none', async () => {
  const stage = await begun();
  await expect(stage.core.arrangement.arrange(OWNER, [SESSION, OTHER], { archived: true })).rejects.toMatchObject({
    code: 'session_not_found',
  });
  expect(stage.core.sessions.list(OWNER)).toMatchObject([{ archived: false }]);
});

test('[SE2] a deleted session is gone from every list at once, and undo brings it back whole', async () => {
  const stage = await begun();
  const device = await watching(stage);
  const runner = await stage.runner();
  runner.send({ type: 'events', session: SESSION, events: texts(1, 2) });
  await runner.settle();
  const until = await stage.core.arrangement.remove(OWNER, SESSION, { stop: false });
  expect(until).toBe(1_000 + UNDO_MS);
  await stage.clock.pass(1_000);
  await device.settle();
  const told = device.heard.map(({ type }) => type).filter((type) => type.startsWith('session-'));
  expect(told.at(-1)).toBe('session-removed');
  expect(stage.core.sessions.list(OWNER)).toEqual([]);
  expect(await stage.core.sessions.state(SESSION)).toBeNull();
  await expect(stage.submit({ kind: 'prompt', text: 'hello' })).rejects.toMatchObject({ code: 'session_not_found' });
  const viewer = await stage.viewer();
  expect(viewer.of('subscribe-refused')).toHaveLength(1);

  runner.send({ type: 'events', session: SESSION, events: texts(3, 3) }); // what still comes is kept while it may come back
  await runner.settle();
  await stage.core.arrangement.restore(OWNER, SESSION);
  await stage.clock.pass(UNDO_MS * 2);
  expect(stage.core.sessions.list(OWNER)).toMatchObject([{ id: SESSION, head: { seq: 3 } }]);
  expect(runner.of('forget')).toEqual([]);
});

test('[SE3] when the time to undo is over its events are removed and its machine is told, also later', async () => {
  const stage = await begun();
  const runner = await stage.runner();
  runner.send({ type: 'events', session: SESSION, events: texts(1, 3) });
  await runner.settle();
  await stage.core.arrangement.remove(OWNER, SESSION, { stop: false });
  await stage.clock.pass(UNDO_MS - 1); // a silent peer loses its link meanwhile
  const present = await stage.runner({ epoch: 2, seq: 3 });
  expect(present.of('forget')).toEqual([]);
  await stage.clock.pass(1);
  await present.settle();
  expect(present.of('forget')).toEqual([{ type: 'forget', session: SESSION }]);
  expect([...stage.disk.events.keys()]).toEqual([]);
  await expect(stage.core.arrangement.restore(OWNER, SESSION)).rejects.toMatchObject({ code: 'session_not_found' });
  await expect(stage.startSession()).rejects.toMatchObject({ code: 'session_not_found' });
  present.send({ type: 'events', session: SESSION, events: texts(4, 4, { epoch: 2 }) });
  await present.settle();
  expect(stage.trouble).toEqual([]);

  const again = await stage.runner({ epoch: 3, seq: 4 }); // a runner that did not hear it, or was restored
  expect(again.of('forget')).toEqual([{ type: 'forget', session: SESSION }]);
  const clean = await stage.runner({ epoch: 4 });
  expect(clean.of('forget')).toEqual([]);
});

test('[SE3] a hub that is started again goes on with what was deleted', async () => {
  const stage = await begun();
  await stage.core.arrangement.remove(OWNER, SESSION, { stop: false });
  const next = new CoreStage(stage);
  expect(next.core.sessions.list(OWNER)).toEqual([]);
  await next.clock.pass(UNDO_MS);
  expect([...next.disk.sessions.keys()]).toEqual([]);
});

test('[SE4] a working session is deleted only when it may be stopped, and then it is', async () => {
  const stage = await begun();
  const runner = await stage.runner();
  runner.send({ type: 'events', session: SESSION, events: [working(1)] });
  await runner.settle();
  await expect(stage.core.arrangement.remove(OWNER, SESSION, { stop: false })).rejects.toMatchObject({
    code: 'session_busy',
  });
  expect(stage.core.sessions.list(OWNER)).toHaveLength(1);
  await stage.core.arrangement.remove(OWNER, SESSION, { stop: true });
  await runner.settle();
  const bodies = runner.of('commands').flatMap(({ commands }) => commands.map(({ body }) => body));
  expect(bodies).toMatchObject([{ kind: 'start' }, { kind: 'interrupt', scope: 'all' }, { kind: 'stop-claude' }]);
});

async function opened(): Promise<OpenApi<CoreStage['core']>> {
  const api = await openApiOn((await begun()).core);
  closing.push(() => api.close());
  return api;
}

test('[SE5] a viewer may look at sessions and not put them away, and nobody does it unknown', async () => {
  const api = await opened();
  const viewer = (await api.token('viewer')).headers;
  const asked = [
    api.ask(`/api/v1/sessions/${SESSION}`, { method: 'PATCH', body: { pinned: true }, headers: viewer }),
    api.ask('/api/v1/sessions', { method: 'PATCH', body: { sessions: [SESSION], pinned: true }, headers: viewer }),
    api.ask(`/api/v1/sessions/${SESSION}`, { method: 'DELETE', headers: viewer }),
    api.ask(`/api/v1/sessions/${SESSION}/restore`, { method: 'POST', body: {}, headers: viewer }),
  ];
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403, 403, 403, 403]);
  const principal: Principal = { ...OWNER, role: 'viewer' };
  await expect(api.core.arrangement.arrange(principal, [SESSION], { pinned: true })).rejects.toThrow();
  await expect(api.core.arrangement.remove(principal, SESSION, { stop: true })).rejects.toThrow();
  expect((await api.ask(`/api/v1/sessions/${SESSION}`, { method: 'DELETE' })).status).toBe(401);
  expect(api.core.sessions.list(OWNER)).toMatchObject([{ pinned: false }]);
});

test('[SE5] an operator arranges, deletes and restores by HTTP, which is written down; nonsense is refused', async () => {
  const api = await opened();
  const { headers, user } = await api.token('operator');
  const one = `/api/v1/sessions/${SESSION}`;
  const ask = (path: string, method: string, body?: unknown) =>
    api.ask(path, { method, headers, ...(body === undefined ? {} : { body }) });
  expect((await ask(one, 'PATCH', { pinned: true })).json).toMatchObject({ session: { pinned: true } });
  const both = await ask('/api/v1/sessions', 'PATCH', { sessions: [SESSION, SESSION], archived: true });
  expect(both.json).toMatchObject({ sessions: [{ archived: true }] });
  expect((await ask(one, 'PATCH', { pinned: 'yes' })).status).toBe(400);
  expect((await ask(one, 'PATCH', { hidden: true })).status).toBe(400);
  expect((await ask('/api/v1/sessions', 'PATCH', { sessions: [], archived: true })).status).toBe(400);
  expect((await ask(`/api/v1/sessions/${OTHER}`, 'DELETE')).status).toBe(404);
  expect((await ask(one, 'DELETE')).status).toBe(202);
  expect((await ask(one, 'GET')).status).toBe(404);
  expect((await ask(`${one}/restore`, 'POST', {})).json).toMatchObject({ session: { id: SESSION } });
  const written = api.store.audit;
  const by = `operator-${user}/test`;
  expect(written.filter(({ action }) => action.startsWith('session.'))).toMatchObject([
    { action: 'session.delete', by, target: SESSION },
    { action: 'session.restore', by, target: SESSION },
  ]);
});

test('[SE3] nothing of a deleted session is left in the file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'claude-remote-forget-'));
  closing.push(() => rmSync(directory, { recursive: true, force: true }));
  const path = join(directory, 'hub.sqlite');
  const storage = openSqliteStorage({ path, later: (ms, fire) => void setTimeout(fire, ms) });
  await startSession(storage, 'a');
  const secret = `very-${randomUUID()}`;
  const events = eventsOf('a', 1, 300).events.map((row) => ({ ...row, body: JSON.stringify({ text: secret }) }));
  await storage.addEvents({ ...eventsOf('a', 1, 300), events });
  await storage.forget('a', 1);
  while (await storage.purge());
  await storage.markDelivered('a', 0); // what is done behind the last answer is done now
  expect(readFileSync(`${path}-wal`).includes(secret)).toBe(false);
  await storage.close();
  expect(readFileSync(path).includes(secret)).toBe(false);
});
