import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { basic, type OpenDoor, openDoor } from './support/open-door.ts';

let door: OpenDoor;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

const signIn = async (headers: Record<string, string> = {}) => {
  const body = { username: 'owner', password: door.password };
  const answer = await door.ask('/api/auth/login', { body, headers: { origin: door.origin, ...headers } });
  const cookies = (answer.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';', 1)[0] ?? '');
  return { answer, cookie: cookies.join('; ') };
};

describe('routes', () => {
  const SIGN_IN = ['login', 'pair', 'pair/claim', 'setup', 'status'].map((name) => `/api/auth/${name}`);
  const PUBLIC = ['/health', '/ca.crt', '/*', '/share', ...SIGN_IN];

  test('[AC11] without credentials every route but the few public ones answers 401', async () => {
    expect(door.routes.length).toBeGreaterThan(15);
    const open = [];
    for (const { method, url } of door.routes) {
      const { status } = await door.ask(url.replace(/:\w+/g, 'x'), { method });
      if (status !== 401) open.push(url);
    }
    expect([...new Set(open)].sort()).toEqual([...PUBLIC].sort());
  });

  test('[AC12] a route that does not say who may use it stops the start', async () => {
    const other = await openDoor();
    await other.close();
    const { fastify } = await import('fastify');
    const { requireDeclaredRoutes } = await import('../src/http/route-access.ts');
    const app = fastify();
    requireDeclaredRoutes(app);
    expect(() => app.get('/forgotten', () => 'x')).toThrow(/config.access/);
  });

  test('[AC12] a role that lacks the action is refused', async () => {
    const passwordHash = await door.passwords.hash('viewer has a phrase');
    await door.store.addUser({ id: 'v', name: 'watcher', passwordHash, role: 'viewer', createdAt: 0 });
    const headers = basic('watcher', 'viewer has a phrase');
    expect((await door.ask('/api/auth/me', { headers })).json).toMatchObject({ user: { role: 'viewer' } });
    expect((await door.ask('/api/auth/users', { headers })).status).toBe(403);
    expect((await door.ask('/api/chat', { headers, body: { message: 'hi' } })).json).toMatchObject({
      code: 'forbidden',
    });
  });

  test('[AC13] every answer carries the strict headers and no banner', async () => {
    for (const path of [
      '/',
      '/health',
      '/assets/main-abc123.js',
      '/nothing.txt',
      '/api/nothing',
      '/api/auth/me',
      '/api/docs',
    ]) {
      const { headers } = await door.ask(path);
      expect(headers['content-security-policy'], path).toContain(
        "default-src 'none'; script-src 'self'; style-src 'self'",
      );
      expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
      expect(headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['x-powered-by'] ?? headers.server).toBeUndefined();
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
    const address = await door.ask('/health', { headers: { host: `127.0.0.1:${door.port}` } });
    expect(address.headers['strict-transport-security']).toContain('max-age=31536000');
  });

  test('[AC14] unknown routes: JSON under /api, the shell for pages, 404 for files', async () => {
    expect(await door.ask('/api/nothing')).toMatchObject({ status: 404, json: { code: 'not_found' } });
    expect((await door.ask('/session/abc')).text).toContain('shell');
    expect((await door.ask('/')).headers['cache-control']).toBe('no-cache');
    expect((await door.ask('/assets/main-abc123.js')).headers['cache-control']).toContain('immutable');
    expect((await door.ask('/assets/../../certs/ca.key')).status).toBeGreaterThanOrEqual(400);
    expect((await door.ask('/..%2f..%2fcerts%2fca.key')).text).not.toContain('PRIVATE');
    expect((await door.ask('/nothing.png')).status).toBe(404);
    expect((await door.ask('/session/abc', { method: 'POST', headers: basic('owner', door.password) })).status).toBe(
      404,
    );
  });

  test('[AC14] wrong bodies get 400 and name the field; wrong kinds of body are not read', async () => {
    const send = (body: unknown, headers = {}) => door.ask('/api/auth/login', { body, headers });
    expect(await send({ username: 7, password: 'x' })).toMatchObject({ status: 400, json: { code: 'bad_request' } });
    expect((await send({ username: 7, password: 'x' })).json.error).toContain('body.username');
    expect((await send({ username: 'a', password: 'b', role: 'admin' })).status).toBe(400);
    expect((await send('{"username"')).json).toMatchObject({ code: 'bad_request' });
    expect((await send('['.repeat(40) + ']'.repeat(40))).json).toMatchObject({ code: 'too_deep' });
    expect((await send('username=owner', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await send('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    const long = await send(`"${'x'.repeat(20 * 1024)}"`);
    expect(long).toMatchObject({
      status: 413,
      json: { code: 'too_large', error: 'The body is larger than 16384 bytes.' },
    });
    const signedIn = { headers: basic('owner', door.password), body: `"${'x'.repeat(5 * 1024 * 1024)}"` };
    expect((await door.ask('/api/v1/tokens', signedIn)).status).toBe(413);
    expect((await send('{"__proto__":{"username":"owner"},"constructor":1}')).status).toBe(400);
  });

  test('[AC14] the description lists the routes and the page for people is inert', async () => {
    const headers = basic('owner', door.password);
    const { json } = await door.ask('/api/openapi.json', { headers });
    expect(Object.keys(json.paths as object)).toEqual(
      expect.arrayContaining(['/api/chat', '/api/auth/login', '/health']),
    );
    const page = await door.ask('/api/docs', { headers });
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.text).toContain('POST /api/chat');
    expect(page.text).not.toContain('<script');
  });
});

describe('signing in', () => {
  test('[AC10] sets a host-only, strict cookie that is not readable by scripts; signing out ends it', async () => {
    const { answer, cookie } = await signIn();
    expect(answer.json).toMatchObject({ ok: true, user: { id: 'u1', username: 'owner', role: 'admin' } });
    const [login = '', device = ''] = answer.headers['set-cookie'] ?? [];
    for (const one of [login, device]) {
      for (const flag of ['__Host-', 'Secure', 'HttpOnly', 'SameSite=Strict', 'Path=/']) expect(one).toContain(flag);
      expect(one).not.toContain('Domain');
    }
    expect((await door.ask('/api/auth/me', { headers: { cookie } })).status).toBe(200);
    const headers = { cookie, origin: door.origin };
    expect((await door.ask('/api/auth/logout', { method: 'POST', headers })).status).toBe(200);
    expect(door.closedLogins).toHaveLength(1);
    expect((await door.ask('/api/auth/me', { headers: { cookie } })).status).toBe(401);
  });

  test('[AC5] each sign-in and each refresh gives a new secret', async () => {
    const first = await signIn();
    const second = await signIn();
    expect(first.cookie).not.toBe(second.cookie);
    const headers = { cookie: second.cookie, origin: door.origin };
    const refreshed = await door.ask('/api/auth/refresh', { method: 'POST', headers });
    expect(refreshed.json).toMatchObject({ ok: true });
    expect((await door.ask('/api/auth/me', { headers: { cookie: second.cookie } })).status).toBe(401);
    const [cookie = ''] = (refreshed.headers['set-cookie'] ?? []).map((text) => text.split(';', 1)[0] ?? '');
    expect((await door.ask('/api/auth/me', { headers: { cookie } })).status).toBe(200);
  });

  test('[AC3] unknown name and wrong password answer alike', async () => {
    const attempt = (username: string) =>
      door.ask('/api/auth/login', { body: { username, password: 'not the phrase' } });
    const [known, unknown] = [await attempt('owner'), await attempt('stranger')];
    expect(unknown.json).toEqual(known.json);
    expect(unknown.status).toBe(known.status);
    const shown = ({ headers: { date: _, ...rest } }: typeof known) => rest;
    expect(shown(unknown)).toEqual(shown(known));
  });

  test('[AC6] a token is made, shown once, used, listed without its secret and taken back', async () => {
    const headers = basic('owner', door.password);
    const made = await door.ask('/api/v1/tokens', { headers, body: { name: 'ci', role: 'viewer' } });
    expect(made.status).toBe(201);
    const bearer = { authorization: `Bearer ${String(made.json.token)}` };
    expect((await door.ask('/api/auth/me', { headers: bearer })).json).toMatchObject({ user: { role: 'viewer' } });
    expect((await door.ask('/api/v1/tokens', { headers: bearer, body: { name: 'more', role: 'viewer' } })).status).toBe(
      403,
    );
    const listed = await door.ask('/api/v1/tokens', { headers });
    expect(listed.text).not.toContain(String(made.json.token));
    expect(listed.text).not.toContain('hash');
    expect((await door.ask(`/api/v1/tokens/${String(made.json.id)}`, { headers, method: 'DELETE' })).status).toBe(200);
    expect((await door.ask('/api/auth/me', { headers: bearer })).status).toBe(401);
  });

  test('an admin makes users; a taken name is refused whatever its case', async () => {
    const headers = basic('owner', door.password);
    const body = { username: 'helper', password: 'another long phrase', role: 'operator' };
    expect((await door.ask('/api/auth/users', { headers, body })).json).toMatchObject({ ok: true });
    const again = await door.ask('/api/auth/users', { headers, body: { ...body, username: 'Helper' } });
    expect(again).toMatchObject({ status: 400, json: { code: 'name_taken' } });
    expect(String(again.json.error)).toContain('Username already exists');
  });
});

describe('setup', () => {
  test('[AC8] the link makes one admin, once, however many use it at the same time', async () => {
    const fresh = await openDoor({ admin: false });
    try {
      expect((await fresh.ask('/api/auth/status')).json).toEqual({
        setupRequired: true,
        cloudflareEnabled: false,
        localAuthEnabled: true,
      });
      const body = { username: 'first', password: 'my very own phrase', code: fresh.setup.issue() };
      const wrong = await fresh.ask('/api/auth/setup', { body: { ...body, code: 'x' } });
      expect(wrong).toMatchObject({ status: 403, json: { code: 'setup_code_wrong' } });
      const weak = await fresh.ask('/api/auth/setup', { body: { ...body, password: 'password1234' } });
      expect(weak).toMatchObject({ status: 400, json: { code: 'weak_password' } });
      const badName = await fresh.ask('/api/auth/setup', { body: { ...body, username: 'a b' } });
      expect(badName).toMatchObject({ status: 400, json: { code: 'bad_request' } });
      const many = await Promise.all(Array.from({ length: 50 }, () => fresh.ask('/api/auth/setup', { body })));
      expect(many.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(await fresh.store.users()).toHaveLength(1);
      const late = await fresh.ask('/api/auth/setup', { body: { ...body, code: fresh.setup.issue() } });
      expect(late).toMatchObject({ status: 400, json: { code: 'setup_done', error: 'Setup already completed.' } });
      expect((await fresh.ask('/api/auth/status')).json).toMatchObject({ setupRequired: false });
    } finally {
      await fresh.close();
    }
  });
});

/** Host texts that are not ours; `PORT` stands for the right port. */
const FOREIGN_HOSTS = [
  ...[
    'evil.example',
    'evil.example:PORT',
    'localhost',
    '127.0.0.1',
    'localhost:1',
    'localhost:PORT:PORT',
    'localhost.:PORT',
  ],
  ...['localhost.evil.example:PORT', 'evil.localhost:PORT', '127.0.0.1.nip.io:PORT', '127.0.0.2:PORT', '127.1:PORT'],
  ...[
    '0.0.0.0:PORT',
    '0x7f.0.0.1:PORT',
    '2130706433:PORT',
    '[::]:PORT',
    '[::ffff:127.0.0.1]:PORT',
    '::1:PORT',
    'localhost:0PORT',
  ],
  ...[
    'user@localhost:PORT',
    'localhost:PORT/',
    'localhost:PORT#',
    'localhost :PORT',
    '169.254.169.254:PORT',
    'claude.example.org:PORT',
  ],
];

describe('open sockets', () => {
  test('[AC5] a socket ends when its login has ended elsewhere', async () => {
    const { cookie } = await signIn();
    const before = door.closedLogins.length;
    const opened = await door.openSocket('/ws', { cookie, origin: door.origin });
    door.clock.advance(10 * 60_000);
    const login =
      door.clients.length > 0
        ? (await door.access.authenticate({ cookie }, { source: 'x', secure: true })).login
        : null;
    await door.access.logins.end(login ?? '');
    const closed = door.nextClosedLogin();
    door.clock.advance(10 * 60_000);
    expect(await closed).toBe(login);
    expect(door.closedLogins.length).toBe(before + 1);
    opened.terminate();
  });
});

describe('hosts', () => {
  const text = (host: string) => host.replaceAll('PORT', String(door.port));

  test.each(FOREIGN_HOSTS)('[AC15] Host %s is answered with 421, by HTTP and at the upgrade', async (host) => {
    const answer = await door.ask('/health', { headers: { host: text(host) } });
    expect(answer).toMatchObject({ status: 421, json: { code: 'wrong_host' } });
    const headers = { host: text(host), origin: door.origin, ...basic('owner', door.password) };
    expect(await door.upgrade('/ws', headers)).toBe(421);
    expect(await door.upgrade('/runner', { host: text(host) })).toBe(421);
  });

  test.each([
    'localhost:PORT',
    'LOCALHOST:PORT',
    '127.0.0.1:PORT',
    '[::1]:PORT',
    'claude.example.org',
    'claude.example.org:443',
  ])('[AC15] Host %s is ours', async (host) => {
    expect((await door.ask('/health', { headers: { host: text(host) } })).status).toBe(200);
  });

  test('[AC15] two Hosts, none, or a second one in the request line are refused', async () => {
    const plain = await openDoor({ tls: false });
    const raw = (lines: string[]) =>
      new Promise<string>((resolve) => {
        const socket = connect(plain.port, '127.0.0.1', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
        let seen = '';
        socket.on('data', (data) => {
          seen += data.toString();
        });
        socket.on('close', () => resolve(seen.split('\r\n', 1)[0] ?? ''));
        socket.on('error', () => resolve(seen));
      });
    const ours = `Host: localhost:${plain.port}`;
    try {
      const end = 'Connection: close';
      expect(await raw(['GET /health HTTP/1.1', ours, end])).toContain('200');
      expect(await raw(['GET /health HTTP/1.1', ours, 'Host: evil.example', end])).not.toContain('200');
      expect(await raw(['GET /health HTTP/1.1', 'Host: evil.example', ours, end])).not.toContain('200');
      expect(await raw(['GET /health HTTP/1.1', end])).toContain('400');
      expect(await raw(['GET /health HTTP/1.0', end])).toContain('421');
      expect(await raw([`GET http://evil.example/health HTTP/1.1`, ours, end])).toContain('421');
      expect(await raw([`GET http://localhost:${plain.port}/health HTTP/1.1`, ours, end])).toContain('421');
    } finally {
      await plain.close();
    }
  });
});

/** Origins that are not ours; `PORT` stands for the right port, `OTHER` for another one. */
const FOREIGN_ORIGINS = [
  ...[
    'null',
    'https://evil.example',
    'http://localhost:PORT',
    'https://localhost',
    'https://localhost:OTHER',
    'https://127.0.0.1:PORT',
  ],
  ...[
    'https://localhost:PORT.evil.example',
    'https://localhost.evil.example:PORT',
    'https://evil.localhost:PORT',
    'file://',
  ],
  ...['https://localhost:PORT/', 'HTTPS://LOCALHOST:PORT', 'chrome-extension://abc', ''],
];

describe('origins', () => {
  const text = (origin: string) =>
    origin.replaceAll('PORT', String(door.port)).replaceAll('OTHER', String(door.port + 1));

  test.each(FOREIGN_ORIGINS)(
    '[AC16] Origin "%s" has no effect: changes, reads and sockets are refused',
    async (form) => {
      const origin = text(form);
      const { cookie } = await signIn();
      for (const credential of [{ cookie }, basic('owner', door.password), {}]) {
        const headers = { ...credential, origin };
        expect((await door.ask('/api/auth/logout', { method: 'POST', headers })).status).toBe(403);
        expect((await door.ask('/api/auth/me', { headers })).status).toBe(403);
        expect(await door.upgrade('/ws', headers)).toBe(403);
      }
      expect((await door.ask('/api/auth/me', { headers: { cookie } })).status).toBe(200);
    },
  );

  test('[AC16] the upgrade: a cookie needs our exact Origin, other credentials may leave it out', async () => {
    const { cookie } = await signIn();
    const token = await door.access.tokens.create({ id: 'u1', role: 'admin' }, { name: 'x', role: 'viewer' });
    expect(await door.upgrade('/ws', { cookie, origin: door.origin })).toBe(101);
    expect(await door.upgrade('/ws', { cookie })).toBe(403);
    expect(await door.upgrade('/ws', { authorization: `Bearer ${token.secret}` })).toBe(101);
    expect(await door.upgrade('/ws', basic('owner', door.password))).toBe(101);
    expect(await door.upgrade('/ws', {})).toBe(401);
    expect(await door.upgrade('/ws', { origin: door.origin })).toBe(401);
    expect(await door.upgrade('/ws?token=x', { cookie, origin: door.origin })).toBe(404);
    expect(await door.upgrade('/elsewhere', { cookie, origin: door.origin })).toBe(404);
  });

  test('[AC17] the path of runners opens for programs and never for a browser', async () => {
    const { cookie } = await signIn();
    expect(await door.upgrade('/runner', {})).toBe(101);
    expect(await door.upgrade('/runner', { cookie, origin: door.origin })).toBe(403);
    expect(await door.upgrade('/runner', { cookie })).toBe(403);
    expect(await door.upgrade('/runner', { origin: door.origin })).toBe(403);
    expect(await door.upgrade('/runner', basic('owner', door.password))).toBe(403);
  });

  test('[AC16] a change by cookie needs Origin or same-origin; a page on another port is not us', async () => {
    const { cookie } = await signIn();
    const refresh = (headers: Record<string, string>) => door.ask('/api/auth/refresh', { method: 'POST', headers });
    expect((await refresh({ cookie })).status).toBe(403);
    for (const site of ['cross-site', 'same-site', 'none']) {
      expect((await refresh({ cookie, 'sec-fetch-site': site })).status).toBe(403);
      expect((await refresh({ ...basic('owner', door.password), 'sec-fetch-site': site })).status).toBe(403);
    }
    expect((await refresh({ cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    const read = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' };
    expect((await door.ask('/api/openapi.json', { headers: { cookie, ...read } })).status).toBe(403);
  });
});
