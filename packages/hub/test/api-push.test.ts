import { randomUUID } from 'node:crypto';
import { DEFAULT_PREFERENCES } from '@claude-remote/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registerPush } from '../src/doors/api-push.ts';
import { AttentionStage } from './support/attention-stage.ts';
import { type OpenApi, openApi } from './support/open-api.ts';

let stage: AttentionStage;
let api: OpenApi;
beforeEach(async () => {
  stage = new AttentionStage();
  // The accounts of the front door are those that attention knows.
  api = await openApi({
    store: stage.accounts,
    now: stage.now,
    register: (app, audit) => registerPush(app, { attention: stage.attention, audit }),
  });
});
afterEach(async () => {
  await api.close();
  await stage.end();
});

const SUBSCRIPTIONS = '/api/v1/push/subscriptions';
const PREFERENCES = '/api/v1/notifications/preferences';

test('[PN14] a signed-in browser subscribes, sees its devices, tests and ends', async () => {
  const headers = await api.login();
  const { json } = await api.ask('/api/v1/push/key', { headers });
  const device = stage.service.subscribe(String(json.key));
  const body = { ...device, expirationTime: null, language: 'ko', device: 'Chrome on Android' };
  expect((await api.ask(SUBSCRIPTIONS, { headers, body })).status).toBe(201);
  expect((await api.ask(SUBSCRIPTIONS, { headers, body })).status).toBe(201);
  expect((await api.ask(SUBSCRIPTIONS, { headers })).json).toMatchObject({
    devices: [{ device: 'Chrome on Android', current: true }],
  });
  const tested = await api.ask('/api/v1/push/test', { headers, body: {} });
  expect(tested.json).toEqual({ devices: [{ device: 'Chrome on Android', outcome: 'sent' }] });
  expect((await api.ask('/api/v1/push/test', { headers, body: {} })).status).toBe(429);
  const { endpoint } = device;
  expect((await api.ask(SUBSCRIPTIONS, { method: 'DELETE', headers, body: { endpoint } })).status).toBe(200);
  expect((await api.ask(SUBSCRIPTIONS, { headers })).json).toEqual({ devices: [] });
});

test('[PN14] signing out ends the device', async () => {
  const headers = await api.login();
  const device = stage.service.subscribe(stage.attention.publicKey);
  await api.ask(SUBSCRIPTIONS, { headers, body: { ...device, language: 'en', device: 'x' } });
  await api.ask('/api/auth/logout', { method: 'POST', headers });
  expect(stage.attention.devices({ kind: 'user', id: 'u1', name: 'owner', role: 'admin', login: null })).toEqual([]);
});

test('[PN14] wishes are kept for each account, by browser and by token, also of a viewer', async () => {
  const { headers } = await api.token('viewer');
  const other = await api.token('viewer');
  const quiet = { from: '22:00', to: '07:30', zone: 'Asia/Seoul' };
  const wish = { ...DEFAULT_PREFERENCES, quiet, details: true };
  expect((await api.ask(PREFERENCES, { headers })).json).toEqual({ preferences: DEFAULT_PREFERENCES });
  expect((await api.ask(PREFERENCES, { method: 'PUT', headers, body: wish })).status).toBe(200);
  expect((await api.ask(PREFERENCES, { headers })).json).toEqual({ preferences: wish });
  expect((await api.ask(PREFERENCES, { headers: other.headers })).json).toEqual({ preferences: DEFAULT_PREFERENCES });
});

test('[PN14] nothing opens without credentials, and what is wrong is refused in words', async () => {
  for (const path of ['/api/v1/push/key', SUBSCRIPTIONS, PREFERENCES]) expect((await api.ask(path)).status).toBe(401);
  const headers = await api.login();
  const device = stage.service.subscribe(stage.attention.publicKey);
  const good = { ...device, language: 'en', device: 'x' };
  const wrong = [
    { ...good, endpoint: 'https://localhost/x' },
    { ...good, endpoint: `https://fcm.googleapis.com.${randomUUID()}.org/x` },
    { ...good, keys: { ...device.keys, auth: 'AAAA' } },
    { ...good, keys: { ...device.keys, p256dh: '!' } },
    { ...good, language: 'xx' },
    { ...good, more: 1 },
    {},
  ];
  for (const body of wrong) expect((await api.ask(SUBSCRIPTIONS, { headers, body })).status).toBe(400);
  const quiet = { from: '25:00', to: '07:30', zone: 'Asia/Seoul' };
  for (const change of [{ quiet }, { quiet: { ...quiet, from: '22:00', zone: 'Mars/Base' } }, { events: {} }]) {
    const body = { ...DEFAULT_PREFERENCES, ...change };
    expect((await api.ask(PREFERENCES, { method: 'PUT', headers, body })).status).toBe(400);
  }
  const { headers: token } = await api.token('operator');
  const byToken = await api.ask(SUBSCRIPTIONS, { headers: token, body: good });
  expect(byToken.json).toMatchObject({ code: 'bad_request', error: expect.stringContaining('signed-in browser') });
});
