import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PermissionMode } from '@claude-remote/protocol';
import { pino } from 'pino';
import { type WebSocket, WebSocket as WebSocketClient } from 'ws';
import { hashSecret } from '../../src/access/secrets.ts';
import { createStepUps } from '../../src/access/step-ups.ts';
import type { HubCore } from '../../src/core.ts';
import { createKnownHosts, type KnownHosts } from '../../src/http/known-hosts.ts';
import { createFrontDoor, type FrontDoor } from '../../src/start/front-door.ts';
import { localCertificates } from '../../src/tls/certificates.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { memoryAccessStore } from './memory-access-store.ts';
import { stubCore } from './stub-core.ts';

/** The front door on a real port with real TLS, and a stub core behind it. */
export interface OpenDoor extends FrontDoor {
  readonly port: number;
  readonly origin: string;
  readonly store: ReturnType<typeof memoryAccessStore>;
  readonly clock: FakeClock;
  readonly clients: WebSocket[];
  readonly runners: WebSocket[];
  readonly closedLogins: string[];
  /** One admin with this password is there unless `admin: false`. */
  readonly password: string;
  ask(path: string, asking?: Asking): Promise<Answer>;
  /** The status of the upgrade; 101 when it was opened. */
  upgrade(path: string, headers: Record<string, string>): Promise<number>;
  openSocket(path: string, headers: Record<string, string>): Promise<WebSocket>;
  nextClosedLogin(): Promise<string>;
  close(): Promise<void>;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  /** Sent as JSON unless it is a text. */
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

export interface OpenDoorOptions {
  readonly core?: HubCore;
  readonly tls?: boolean;
  readonly admin?: boolean;
  readonly idleMs?: number;
  readonly chatMode?: PermissionMode;
}

export async function openDoor(options: OpenDoorOptions = {}): Promise<OpenDoor> {
  const { core = stubCore(), tls = true, admin = true, idleMs = 300_000, chatMode = 'edits' } = options;
  const directory = mkdtempSync(join(tmpdir(), 'claude-remote-door-'));
  const webRoot = writePage(join(directory, 'web'));
  const names = ['localhost', '127.0.0.1', '::1'];
  const made = tls
    ? localCertificates(join(directory, 'certs'), { names, now: Date.now(), random: randomBytes })
    : null;
  const certificates = made ? { cert: made.cert, key: made.key, authority: made.authority?.pem ?? null } : null;
  const store = memoryAccessStore();
  const clock = fakeClock();
  const sockets = recordSockets();
  let hosts: KnownHosts | undefined;
  const door = await createFrontDoor({
    core,
    store,
    sockets,
    registerApi: () => {},
    hosts: () => hosts ?? createKnownHosts({ names, port: 0, tls, publicUrl: null }),
    certificates,
    chat: { chatMode, silenceMs: idleMs },
    webRoot,
    now: () => 1_700_000_000_000 + clock.now(),
    clock,
    stepUps: createStepUps(clock),
    ...SETTING,
  });
  await door.app.listen({ host: '127.0.0.1', port: 0 });
  const address = door.app.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  hosts = createKnownHosts({ names, port, tls, publicUrl: 'https://claude.example.org' });
  const password = 'a long enough phrase';
  if (admin) {
    const passwordHash = await door.passwords.hash(password);
    await store.addUser({ id: 'u1', name: 'owner', passwordHash, role: 'admin', createdAt: 0 });
  }
  const authority = made?.authority?.pem;
  const dial = (path: string, headers: Record<string, string>) =>
    new WebSocketClient(`${tls ? 'wss' : 'ws'}://127.0.0.1:${port}${path}`, {
      headers: { host: `localhost:${port}`, ...headers },
      ...(authority ? { ca: authority } : {}),
    });
  return {
    ...door,
    port,
    origin: `${tls ? 'https' : 'http'}://localhost:${port}`,
    store,
    clock,
    ...sockets,
    password,
    ask: (path, asking = {}) => send({ port, authority, path, asking }),
    upgrade: (path, headers) => statusOf(dial(path, headers)),
    openSocket: (path, headers) => opened(dial(path, headers)),
    close: async () => {
      for (const socket of [...sockets.clients, ...sockets.runners]) socket.terminate();
      await door.app.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const SETTING = {
  version: '0.0.0-test',
  deviceKey: hashSecret('device key'),
  log: pino({ level: 'silent' }),
  random: randomBytes,
  newId: randomUUID,
  restart: () => {},
};

/** A page to be served; returns its directory. */
function writePage(webRoot: string): string {
  mkdirSync(join(webRoot, 'assets'), { recursive: true });
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>shell</title>');
  writeFileSync(join(webRoot, 'assets', 'main-abc123.js'), 'void 0;\n');
  return webRoot;
}

/** Takes every socket that the door lets in, and remembers which logins it was told to end. */
function recordSockets() {
  const clients: WebSocket[] = [];
  const runners: WebSocket[] = [];
  const closedLogins: string[] = [];
  const waiting: ((login: string) => void)[] = [];
  return {
    clients,
    runners,
    closedLogins,
    acceptClient: (socket: WebSocket) => void clients.push(socket),
    acceptRunner: (socket: WebSocket) => void runners.push(socket),
    closeLogin: (login: string) => {
      closedLogins.push(login);
      for (const tell of waiting.splice(0)) tell(login);
    },
    nextClosedLogin: () => new Promise<string>((resolve) => waiting.push(resolve)),
  };
}

/** The status of an upgrade; 101 when it was opened, 0 when there was no answer. */
function statusOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => {
    socket.on('open', () => {
      resolve(101);
      socket.close();
    });
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on('error', () => resolve(0));
  });
}

async function opened(socket: WebSocket): Promise<WebSocket> {
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

function send(to: { port: number; authority: string | undefined; path: string; asking: Asking }): Promise<Answer> {
  const { port, authority, path, asking } = to;
  const text = typeof asking.body === 'string' ? asking.body : JSON.stringify(asking.body);
  return new Promise((resolve, reject) => {
    const open = authority ? tlsRequest : plainRequest;
    const request = open(
      {
        host: '127.0.0.1',
        port,
        path,
        method: asking.method ?? (asking.body === undefined ? 'GET' : 'POST'),
        headers: {
          host: `localhost:${port}`,
          ...(text === undefined ? {} : { 'content-type': 'application/json' }),
          ...asking.headers,
        },
        ...(authority ? { ca: authority, servername: 'localhost' } : {}),
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          const isJson = response.headers['content-type']?.startsWith('application/json');
          const { statusCode: status = 0, headers } = response;
          resolve({ status, headers, text: body, json: isJson && body ? JSON.parse(body) : {} });
        });
      },
    );
    request.on('error', reject);
    request.end(text);
  });
}

export function basic(name: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}` };
}
