import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { type Audit, createAudit } from '../../src/access/audit.ts';
import type { Role } from '../../src/access/principal.ts';
import { hashSecret } from '../../src/access/secrets.ts';
import { createStepUps, type StepUps } from '../../src/access/step-ups.ts';
import type { AccessStore } from '../../src/access/store.ts';
import type { HubCore } from '../../src/core.ts';
import { registerApi } from '../../src/doors/api.ts';
import { OpenStreams } from '../../src/doors/api-streams.ts';
import { createKnownHosts, type KnownHosts } from '../../src/http/known-hosts.ts';
import { createFrontDoor, type FrontDoor } from '../../src/start/front-door.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { memoryAccessStore } from './memory-access-store.ts';
import { type StubCore, stubCore } from './stub-core.ts';

/** The whole front door with the API on a loopback port without TLS. */
export interface OpenApi<Core = StubCore> extends FrontDoor {
  readonly core: Core;
  readonly clock: FakeClock;
  readonly stepUps: StepUps;
  readonly origin: string;
  readonly store: ReturnType<typeof memoryAccessStore>;
  /** Headers of an API token of a new account with that role, and the token's id. */
  token(role: Role): Promise<{ headers: { authorization: string }; user: string; id: string }>;
  /** Headers of a browser that has signed in; the account's password is `password`. */
  login(): Promise<{ cookie: string; origin: string }>;
  readonly password: string;
  ask(path: string, asking?: Asking): Promise<ApiAnswer>;
  close(): Promise<void>;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Sent as JSON unless it is a text. */
  readonly body?: unknown;
}

interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown>;
}

/** Before a stub core. */
export function openApi(more: More = {}): Promise<OpenApi> {
  return openApiOn(stubCore(), more);
}

interface More {
  /** In place of accounts without a disk. */
  readonly store?: AccessStore;
  readonly now?: () => number;
  /** Further routes. */
  readonly register?: (app: FastifyInstance, audit: Audit) => void;
}

export async function openApiOn<Core extends HubCore>(core: Core, more: More = {}): Promise<OpenApi<Core>> {
  const webRoot = writePage();
  const store = { ...memoryAccessStore(), ...more.store };
  const clock = fakeClock();
  const streams = new OpenStreams(clock);
  const stepUps = createStepUps(clock);
  const audit = createAudit({ store, log: pino({ level: 'silent' }), now: () => clock.now() });
  let hosts: KnownHosts | undefined;
  const names = ['127.0.0.1'];
  const door = await createFrontDoor({
    core,
    store,
    stepUps,
    sockets: {
      acceptClient: (socket) => socket.terminate(),
      acceptRunner: (socket) => socket.terminate(),
      closeLogin: (login) => streams.closeLogin(login),
    },
    registerApi: async (app) => {
      await registerApi(app, { core, audit, clock, streams, newId: randomUUID });
      more.register?.(app, audit);
    },
    hosts: () => hosts ?? createKnownHosts({ names, port: 0, tls: false, publicUrl: null }),
    certificates: null,
    chat: { chatMode: 'edits', silenceMs: 300_000 },
    webRoot,
    version: '0.0.0-test',
    deviceKey: hashSecret('device key'),
    log: pino({ level: 'silent' }),
    now: more.now ?? (() => 1_700_000_000_000 + clock.now()),
    clock,
    random: randomBytes,
    newId: randomUUID,
    restart: () => {},
  });
  const origin = await door.app.listen({ host: '127.0.0.1', port: 0 });
  hosts = createKnownHosts({ names, port: Number(new URL(origin).port), tls: false, publicUrl: null });
  const password = 'a long enough phrase';
  const passwordHash = await door.passwords.hash(password);
  await store.addUser({ id: 'u1', name: 'owner', passwordHash, role: 'admin', createdAt: 0 });

  const ask = asking(origin);

  return {
    ...door,
    core,
    clock,
    stepUps,
    origin,
    store,
    password,
    ask,
    token: (role) => makeToken(door, store, role),
    login: () => signIn(ask, { origin, password }),
    close: async () => {
      await door.app.close();
      rmSync(webRoot, { recursive: true, force: true });
    },
  };
}

/** A page to be served; returns its directory. */
function writePage(): string {
  const webRoot = mkdtempSync(join(tmpdir(), 'claude-remote-api-'));
  mkdirSync(join(webRoot, 'assets'));
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>shell</title>');
  return webRoot;
}

async function makeToken({ access }: FrontDoor, store: AccessStore, role: Role) {
  const user = randomUUID();
  await store.addUser({ id: user, name: `${role}-${user}`, passwordHash: 'none', role, createdAt: 0 });
  const { id, secret } = await access.tokens.create({ id: user, role }, { name: 'test', role });
  return { headers: { authorization: `Bearer ${secret}` }, user, id };
}

function asking(origin: string): OpenApi['ask'] {
  return async (path, { method, headers, body } = {}) => {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const response = await fetch(`${origin}${path}`, {
      method: method ?? (text === undefined ? 'GET' : 'POST'),
      headers: { ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    const answered = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(answered) : {} };
  };
}

async function signIn(ask: OpenApi['ask'], { origin, password }: { origin: string; password: string }) {
  const { headers, status } = await ask('/api/auth/login', {
    headers: { origin },
    body: { username: 'owner', password },
  });
  if (status !== 200) throw new Error(`the login was answered with ${status}`);
  const cookie = headers.getSetCookie().map((one) => one.split(';', 1)[0] ?? '');
  return { cookie: cookie.join('; '), origin };
}
