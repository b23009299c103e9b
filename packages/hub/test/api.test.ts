import { randomUUID } from 'node:crypto';
import { asSessionId, type EventBody, MAX_BODY_BYTES, MAX_PROMPT_BYTES, type SessionId } from '@claude-remote/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenApi, openApi } from './support/open-api.ts';

let api: OpenApi;
let admin: { authorization: string };
beforeAll(async () => {
  api = await openApi();
  admin = (await api.token('admin')).headers;
});
afterAll(() => api.close());

const renamed = (n: number): EventBody => ({ kind: 'session-renamed', title: `${n}` });
const start = async (events = 0): Promise<SessionId> => {
  const { json } = await api.ask('/api/v1/sessions', { headers: admin, body: {} });
  const session = asSessionId(String(json.session));
  api.core.emit(session, ...Array.from({ length: events }, (_, at) => renamed(at + 1)));
  return session;
};
const post = (session: string, body: unknown, headers: Record<string, string> = {}) =>
  api.ask(`/api/v1/sessions/${session}/commands`, { headers: { ...admin, ...headers }, body });
const seqs = (json: Record<string, unknown>) => (json.events as { seq: number }[]).map(({ seq }) => seq);

describe('sessions', () => {
  test('[API1] a session is started under its key once, on the machine beside the hub unless one is named', async () => {
    const key = randomUUID();
    const asking = {
      headers: { ...admin, 'idempotency-key': key },
      body: { title: 'one', settings: { mode: 'plan' } },
    };
    const first = await api.ask('/api/v1/sessions', asking);
    expect([first.status, first.json]).toEqual([
      201,
      { id: key, session: key, cseq: expect.any(Number), delivered: false },
    ]);
    const again = await api.ask('/api/v1/sessions', asking);
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect(api.core.submitted.filter(({ id }) => id === key)).toEqual([
      { id: key, session: key, body: { kind: 'start', machine: 'local', title: 'one', settings: { mode: 'plan' } } },
    ]);
    const named = await api.ask('/api/v1/sessions', { headers: admin, body: { id: randomUUID(), machine: 'other-1' } });
    expect(named.status).toBe(201);
    expect(api.core.submitted.at(-1)).toMatchObject({ session: named.json.session, body: { machine: 'other-1' } });
  });

  test('[API2] sessions, one session and what waits in it are read as the protocol has them', async () => {
    const session = await start(2);
    expect((await api.ask('/api/v1/sessions', { headers: admin })).json).toEqual({ sessions: [] });
    const { json } = await api.ask(`/api/v1/sessions/${session}`, { headers: admin });
    expect(json).toMatchObject({ session: { id: session, head: { epoch: 1, seq: 2 }, queue: [], requests: [] } });
    const waiting = await api.ask(`/api/v1/sessions/${session}/requests`, { headers: admin });
    expect(waiting.json).toEqual({ requests: [] });
    expect((await api.ask('/api/v1/requests', { headers: admin })).json).toEqual({ requests: [] });
  });

  test('[API3] machines, workspaces and questions to a machine', async () => {
    const machines = await api.ask('/api/v1/machines', { headers: admin });
    expect(machines.json).toMatchObject({ machines: [{ id: 'local', online: true }] });
    expect((await api.ask('/api/v1/machines/local', { headers: admin })).json).toMatchObject({
      machine: { id: 'local' },
    });
    const missing = await api.ask('/api/v1/machines/nowhere', { headers: admin });
    expect([missing.status, missing.json.code]).toEqual([404, 'machine_not_found']);
    const workspaces = await api.ask('/api/v1/workspaces', { headers: admin });
    expect(workspaces.json).toEqual({
      workspaces: [
        { machine: 'local', path: '/srv/work', default: true },
        { machine: 'local', path: '/srv/other', default: false },
      ],
    });
    const asked = await api.ask('/api/v1/machines/local/queries', {
      headers: admin,
      body: { kind: 'find-files', session: randomUUID(), text: 'a' },
    });
    expect([asked.status, asked.json]).toEqual([200, { reply: { kind: 'find-files', files: [] } }]);
  });
});

describe('events', () => {
  test('[API4] events are paged after a cursor, with the head', async () => {
    const session = await start(450);
    const page = (query: string) => api.ask(`/api/v1/sessions/${session}/events${query}`, { headers: admin });
    const first = await page('');
    expect(seqs(first.json)).toHaveLength(200);
    expect(first.json.head).toEqual({ epoch: 1, seq: 450 });
    expect((first.json.events as unknown[])[0]).toEqual({ epoch: 1, seq: 1, at: 0, body: renamed(1) });
    expect(seqs((await page('?after=447')).json)).toEqual([448, 449, 450]);
    expect(seqs((await page('?after=3&limit=2')).json)).toEqual([4, 5]);
    expect(seqs((await page('?after=450')).json)).toEqual([]);
  });

  test('[API5] a cursor beyond the head, a wrong one and an unknown session are refused in words', async () => {
    const session = await start(3);
    const ahead = await api.ask(`/api/v1/sessions/${session}/events?after=4`, { headers: admin });
    expect([ahead.status, ahead.json]).toEqual([
      409,
      { code: 'cursor_ahead', error: 'The cursor 4 is beyond the newest event 3.' },
    ]);
    for (const query of [
      'after=-1',
      'after=x',
      'after=',
      'after=1.5',
      'after=1&after=2',
      'limit=0',
      'limit=1001',
      'no=1',
    ]) {
      const { status, json } = await api.ask(`/api/v1/sessions/${session}/events?${query}`, { headers: admin });
      expect([query, status, json.code]).toEqual([query, 400, 'bad_request']);
      expect(json.error).toMatch(/^The request is not of the documented form: querystring/);
    }
    for (const path of ['', '/events', '/requests']) {
      const unknown = await api.ask(`/api/v1/sessions/${randomUUID()}${path}`, { headers: admin });
      expect([path, unknown.status, unknown.json.code]).toEqual([path, 404, 'session_not_found']);
      const malformed = await api.ask(`/api/v1/sessions/not-a-uuid${path}`, { headers: admin });
      expect([path, malformed.status, malformed.json.code]).toEqual([path, 400, 'bad_request']);
    }
  });
});

describe('commands', () => {
  test('[API6] the Idempotency-Key is the id: again is 200 with the same answer, other content is a conflict', async () => {
    const session = await start();
    const key = randomUUID();
    const first = await post(session, { kind: 'prompt', text: 'hello' }, { 'idempotency-key': key });
    expect([first.status, first.json]).toEqual([201, { id: key, session, cseq: expect.any(Number), delivered: false }]);
    const again = await post(session, { kind: 'prompt', text: 'hello' }, { 'idempotency-key': key });
    expect([again.status, again.json]).toEqual([200, first.json]);
    const other = await post(session, { kind: 'prompt', text: 'other' }, { 'idempotency-key': key });
    expect([other.status, other.json.code]).toEqual([409, 'conflict']);
    expect(api.core.submitted.filter(({ id }) => id === key)).toHaveLength(1);
    for (const wrong of ['x', key.toUpperCase(), `${key}, ${key}`]) {
      const { status, json } = await post(session, { kind: 'resume-queue' }, { 'idempotency-key': wrong });
      expect([status, json.code]).toEqual([400, 'bad_request']);
    }
  });

  test('[API7] without a key the hub names the command, and it may expire', async () => {
    const session = await start();
    const { status, json } = await post(session, { kind: 'resume-queue' });
    expect([status, json.id]).toEqual([201, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    const path = `/api/v1/sessions/${session}/commands?expiresAt=1700000000123`;
    const expiring = await api.ask(path, { headers: admin, body: { kind: 'stop-claude' } });
    expect(api.core.submitted.find(({ id }) => id === expiring.json.id)?.expiresAt).toBe(1_700_000_000_123);
  });

  test('[API8] a prompt that is too long for a frame goes by here as it was written; more than the limit has its code', async () => {
    const session = await start();
    const long = `-\u001b[31m💥${'x'.repeat(MAX_PROMPT_BYTES - 100)}`;
    const { status, json } = await post(session, { kind: 'prompt', text: long });
    expect(status).toBe(201);
    expect(api.core.submitted.find(({ id }) => id === json.id)?.body).toEqual({ kind: 'prompt', text: long });
    const longer = await post(session, { kind: 'prompt', text: 'é'.repeat(MAX_PROMPT_BYTES / 2 + 1) });
    expect([longer.status, longer.json.code]).toEqual([413, 'prompt_too_long']);
    const huge = await post(session, { kind: 'prompt', text: 'x'.repeat(MAX_BODY_BYTES) });
    expect([huge.status, huge.json]).toEqual([
      413,
      { code: 'too_large', error: `The body is larger than ${MAX_BODY_BYTES} bytes.` },
    ]);
  });

  test('[API9] a request is answered under its id', async () => {
    const session = await start();
    const path = `/api/v1/sessions/${session}/requests/req-1/answer`;
    const { status, json } = await api.ask(path, { headers: admin, body: { type: 'deny', message: 'no' } });
    expect(status).toBe(201);
    expect(api.core.submitted.find(({ id }) => id === json.id)).toMatchObject({
      session,
      body: { kind: 'answer', request: 'req-1', answer: { type: 'deny', message: 'no' } },
    });
    const wrong = await api.ask(path, { headers: admin, body: { type: 'maybe' } });
    expect([wrong.status, wrong.json.code]).toEqual([400, 'bad_request']);
  });

  test('[API10] whatever is wrong with a body is 400 in words, and nothing reaches the core', async () => {
    const session = await start();
    const before = api.core.submitted.length;
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`;
    const bodies: unknown[] = [
      '{"kind":',
      'null',
      '[]',
      '"prompt"',
      '1',
      {},
      { kind: 'unknown' },
      { kind: 'prompt' },
      { kind: 'prompt', text: 1 },
      { kind: 'prompt', text: 'x', extra: true },
      { kind: 'prompt', text: 'x', attachments: 'none' },
      { kind: 'interrupt', scope: 'everything' },
      { kind: 'answer', request: '', answer: { type: 'allow' } },
      { kind: 'remove-queued', command: 'x' },
      '{"kind":"prompt","text":"x","__proto__":{}}',
    ];
    for (const body of bodies) {
      const { status, json } = await post(session, body);
      expect([body, status, json.code]).toEqual([body, 400, 'bad_request']);
      expect(json.error).toMatch(/^The request is not of the documented form: .+\.$/);
    }
    expect((await post(session, deep)).json.code).toBe('too_deep');
    const form = await api.ask(`/api/v1/sessions/${session}/commands`, {
      headers: { ...admin, 'content-type': 'text/plain' },
      body: '{"kind":"resume-queue"}',
    });
    expect(form.status).toBe(415);
    const nameless = await api.ask('/api/v1/sessions', { headers: admin, body: { machine: 'NOT a machine' } });
    expect([nameless.status, nameless.json.code]).toEqual([400, 'bad_request']);
    expect(api.core.submitted).toHaveLength(before);
  });
});

describe('who may', () => {
  test('[API11] a viewer reads, and neither drives, nor starts, nor asks a machine; without credentials nothing opens', async () => {
    const session = await start();
    const { headers } = await api.token('viewer');
    const reads = [
      'sessions',
      `sessions/${session}`,
      `sessions/${session}/events`,
      'requests',
      'machines',
      'workspaces',
    ];
    for (const path of reads) {
      expect([path, (await api.ask(`/api/v1/${path}`, { headers })).status]).toEqual([path, 200]);
      expect([path, (await api.ask(`/api/v1/${path}`)).status]).toEqual([path, 401]);
    }
    const changes: [string, unknown][] = [
      ['sessions', {}],
      [`sessions/${session}/commands`, { kind: 'resume-queue' }],
      [`sessions/${session}/requests/r/answer`, { type: 'allow' }],
      ['machines/local/queries', { kind: 'browse' }],
    ];
    for (const [path, body] of changes) {
      const refused = await api.ask(`/api/v1/${path}`, { headers, body });
      expect([path, refused.status, refused.json.code]).toEqual([path, 403, 'forbidden']);
      expect([path, (await api.ask(`/api/v1/${path}`, { body })).status]).toEqual([path, 401]);
    }
  });

  test('[API12] the password is confirmed by its own account only, and guesses are slowed down', async () => {
    const browser = await api.login();
    const confirm = (password: unknown, headers: Record<string, string> = browser) =>
      api.ask('/api/auth/confirm', { headers, body: { password } });
    expect([(await confirm(api.password)).status, (await confirm(api.password)).json]).toEqual([200, { ok: true }]);
    expect((await confirm(1)).status).toBe(400);
    expect((await confirm(api.password, admin)).json.code).toBe('forbidden');
    expect((await confirm(api.password, { origin: api.origin })).status).toBe(401);
    const codes: unknown[] = [];
    for (let guess = 0; guess < 7; guess++) codes.push((await confirm(`wrong ${guess}`)).json.code);
    expect(codes[0]).toBe('invalid_credentials');
    expect(codes.at(-1)).toBe('too_many_attempts');
    expect((await confirm(api.password)).status).toBe(429);
    api.clock.advance(60 * 60_000);
    expect((await confirm(api.password)).status).toBe(200);
  });

  test('[API13] the description names each route with what it takes and answers', async () => {
    const { json } = await api.ask('/api/openapi.json', { headers: admin });
    const paths = json.paths as Record<string, Record<string, { responses?: unknown }>>;
    const described = api.routes.filter(({ url, method }) => url.startsWith('/api/') && method !== 'HEAD');
    for (const { method, url } of described) {
      const path = url.replace(/:(\w+)/g, '{$1}');
      expect(paths[path]?.[method.toLowerCase()], `${method} ${path}`).toBeDefined();
    }
    const commands = JSON.stringify(paths['/api/v1/sessions/{session}/commands']?.post);
    for (const word of ['idempotency-key', 'send-now', 'interrupt', '"session":{"type":"string"', 'cseq']) {
      expect(commands).toContain(word);
    }
  });
});
