import { beforeEach, describe, expect, test } from 'vitest';
import { browserWords, distanceOf } from '../src/access/browser-words.ts';
import { PAIRING_MS } from '../src/access/pairings.ts';
import { STEP_UP_MS } from '../src/access/step-ups.ts';
import { type OpenApi, openApi } from './support/open-api.ts';
import { readStream } from './support/read-stream.ts';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';

let api: OpenApi;
let headers: Awaited<ReturnType<OpenApi['login']>>;
beforeEach(async () => {
  api = await openApi();
  headers = await api.login();
  return () => api.close();
});

interface Device {
  readonly id: string;
  readonly name: string | null;
  readonly current: boolean;
}
const devices = async (by = headers) => (await api.ask('/api/v1/devices', { headers: by })).json.devices as Device[];
const works = async (by: Record<string, string>) => (await api.ask('/api/auth/me', { headers: by })).status === 200;

describe('the devices of a person', () => {
  test('[AC25] are told in words, named by their owner, and ended one by one or all at once', async () => {
    const phone = await api.login();
    const tablet = await api.login();
    const [first, second] = await devices();
    expect(first).toMatchObject({ current: true, name: null, distance: 'here' });
    expect(second).toMatchObject({ current: false });
    const path = `/api/v1/devices/${second?.id}`;
    const rename = (name: string) => api.ask(path, { method: 'PATCH', headers, body: { name } });
    expect((await rename('  Kitchen tablet ')).status).toBe(200);
    expect((await rename('a\u202eb')).status).toBe(400);
    expect((await rename(' ')).status).toBe(400);
    expect((await devices())[1]?.name).toBe('Kitchen tablet');
    // Naming and renewing are of one login: its id stays.
    await api.ask('/api/auth/refresh', { method: 'POST', headers: tablet, body: {} });
    expect(await devices()).toHaveLength(3);
    const session = (await api.ask('/api/v1/sessions', { headers, body: {} })).json.session;
    const stream = await readStream(`${api.origin}/api/v1/sessions/${session}/events`, phone);
    expect(await stream.next()).toBe('retry: 2000');
    expect((await api.ask(path, { method: 'DELETE', headers })).status).toBe(200);
    expect(await stream.next()).toBeNull();
    expect([await works(phone), await works(headers)]).toEqual([false, true]);
    expect((await api.ask(path, { method: 'DELETE', headers })).json.code).toBe('not_found');
    await api.ask('/api/v1/devices', { method: 'DELETE', headers });
    expect((await devices()).map(({ current }) => current)).toEqual([true]);
    const ended = api.store.audit.filter(({ action }) => action === 'device.end');
    expect(ended.map(({ by, target }) => [by, target])).toEqual([
      ['owner', 'Kitchen tablet'],
      ['owner', 'unknown'],
    ]);
  });

  test('[AC25] are not those of others, and no program’s business', async () => {
    const { headers: program, user } = await api.token('admin');
    const [mine] = await devices();
    for (const [method, path] of [
      ['GET', '/api/v1/devices'],
      ['DELETE', '/api/v1/devices'],
      ['DELETE', `/api/v1/devices/${mine?.id}`],
      ['POST', '/api/v1/pairings'],
    ] as const) {
      const body = method === 'POST' ? { body: {} } : {};
      expect((await api.ask(path, { method, headers: program, ...body })).json.code, path).toBe('forbidden');
    }
    expect(await api.store.nameLogin(mine?.id ?? '', user, 'stolen')).toBe(false);
    expect(await works(headers)).toBe(true);
  });

  test('[AC25] have the words of their browsers, and claim nothing that these do not say', () => {
    expect(browserWords(IPHONE)).toEqual({ browser: 'Safari', system: 'iPhone' });
    const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0';
    expect(browserWords(windows)).toEqual({ browser: 'Edge', system: 'Windows' });
    expect(browserWords('curl/8 <script>')).toEqual({ browser: null, system: null });
    const sources = ['127.0.0.1', '::ffff:127.0.0.1', '192.168.1.4', 'fd00::1', '100.64.0.9', '8.8.8.8', ''];
    expect(sources.map(distanceOf)).toEqual(['here', 'here', 'near', 'near', 'near', 'far', 'unknown']);
  });
});

test('[AC26] changing the password takes the old one and ends every other login', async () => {
  const phone = await api.login();
  const change = (password: string, next: string) =>
    api.ask('/api/auth/password', { headers, body: { password, next } });
  expect((await change('wrong', 'another long phrase')).json.code).toBe('invalid_credentials');
  expect((await change(api.password, 'short')).json.code).toBe('weak_password');
  expect(await works(phone)).toBe(true);
  expect((await change(api.password, 'another long phrase')).status).toBe(200);
  expect([await works(phone), await works(headers)]).toEqual([false, true]);
  const again = (password: string) => api.ask('/api/auth/login', { body: { username: 'owner', password } });
  expect((await again(api.password)).status).toBe(401);
  expect((await again('another long phrase')).status).toBe(200);
  expect(JSON.stringify(api.store.audit)).not.toContain('another long phrase');
});

describe('pairing', () => {
  interface Offer {
    readonly id: string;
    readonly secret: string;
    readonly code: string;
  }
  const offer = async () => (await api.ask('/api/v1/pairings', { headers, body: {} })).json as unknown as Offer;
  const ask = (body: unknown) => api.ask('/api/auth/pair', { headers: { 'user-agent': IPHONE }, body });
  const claim = (claim: unknown) =>
    api.ask('/api/auth/pair/claim', { headers: { 'user-agent': IPHONE }, body: { claim } });
  const look = (id: string, by = headers) => api.ask(`/api/v1/pairings/${id}`, { headers: by });
  const answer = (id: string, allow: boolean, by = headers) =>
    api.ask(`/api/v1/pairings/${id}/answer`, { headers: by, body: { allow } });

  test('[AC27] signs a device in when the person has allowed the one that asks, and only once', async () => {
    const { id, secret } = await offer();
    expect((await look(id)).json).toMatchObject({ state: 'open', device: null });
    const asked = await ask({ secret });
    expect(asked.json.username).toBe('owner');
    expect((await look(id)).json).toMatchObject({ state: 'asked', device: { browser: 'Safari', system: 'iPhone' } });
    const waiting = await claim(asked.json.claim);
    expect([waiting.json.state, waiting.headers.getSetCookie()]).toEqual(['waiting', []]);
    expect((await ask({ secret })).json.code).toBe('pairing_wrong');
    expect((await answer(id, true)).status).toBe(200);
    const done = await claim(asked.json.claim);
    expect(done.json.state).toBe('signed-in');
    const cookie = done.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect((await api.ask('/api/auth/me', { headers: { cookie } })).json.user).toMatchObject({ username: 'owner' });
    expect((await claim(asked.json.claim)).json.code).toBe('pairing_wrong');
    expect((await devices())[1]).toMatchObject({ browser: 'Safari', system: 'iPhone' });
    // It gave no password: what is dangerous, and pairing on, is not its to do.
    const onward = await api.ask('/api/v1/pairings', { headers: { cookie, origin: api.origin }, body: {} });
    expect(onward.json.code).toBe('password_needed');
  });

  test('[AC27] takes a fresh password to offer, ends with its time, a new offer, a refusal and the offering login', async () => {
    api.clock.advance(STEP_UP_MS);
    expect((await api.ask('/api/v1/pairings', { headers, body: {} })).json.code).toBe('password_needed');
    await api.ask('/api/auth/confirm', { headers, body: { password: api.password } });
    const old = await offer();
    const newer = await offer();
    expect((await ask({ secret: old.secret })).json.code).toBe('pairing_wrong');
    api.clock.advance(PAIRING_MS);
    expect((await ask({ secret: newer.secret })).json.code).toBe('pairing_wrong');

    await api.ask('/api/auth/confirm', { headers, body: { password: api.password } });
    const denied = await offer();
    const asked = await ask({ secret: denied.secret });
    await answer(denied.id, false);
    expect((await claim(asked.json.claim)).json.code).toBe('pairing_wrong');

    const last = await offer();
    const late = await ask({ code: last.code });
    await answer(last.id, true);
    await api.ask('/api/auth/logout', { headers, body: {} });
    expect((await claim(late.json.claim)).json.code).toBe('pairing_wrong');
  });

  test('[AC27] an offer is its own login’s: no other looks at it or decides about it', async () => {
    const other = await api.login();
    const { id, code } = await offer();
    await ask({ code: `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase() });
    expect((await look(id, other)).json.code).toBe('not_found');
    expect((await answer(id, true, other)).json.code).toBe('not_found');
    expect((await look(id)).json.state).toBe('asked');
  });

  test('[AC28] guessing typed codes is stopped for everybody, the link goes on; nothing of a code is written down', async () => {
    const { secret, code, id } = await offer();
    const codes: unknown[] = [];
    for (let guess = 0; guess < 21; guess++) codes.push((await ask({ code: `AAAA${1000 + guess}` })).json.code);
    expect([codes[0], codes[19], codes[20]]).toEqual(['pairing_wrong', 'pairing_wrong', 'too_many_attempts']);
    expect((await ask({ code })).status).toBe(429);
    const asked = await ask({ secret });
    expect(asked.status).toBe(200);
    await answer(id, true);
    await claim(asked.json.claim);
    const written = JSON.stringify(api.store.audit);
    for (const part of [secret, code, String(asked.json.claim)]) expect(written).not.toContain(part);
    const actions = new Set(api.store.audit.map(({ action }) => action));
    for (const one of ['pairing.start', 'pairing.failed', 'pairing.ask', 'pairing.allow'])
      expect(actions).toContain(one);
    for (const { url } of api.routes) expect(url).not.toMatch(/:(?:code|secret|claim)/);
  });
});
