import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@claude-remote/link';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createStepUps } from '../src/access/step-ups.ts';
import { StartProblem } from '../src/config/problem.ts';
import type { HubParts } from '../src/start/hub-parts.ts';
import { type Running, startHub } from '../src/start/serve.ts';
import type { Surroundings } from '../src/start/surroundings.ts';
import { fakeClock } from './support/fake-clock.ts';
import { memoryAccessStore } from './support/memory-access-store.ts';
import { stubCore } from './support/stub-core.ts';

const NOWHERE = { id: 'l1', name: null, agent: '', source: '' };
let home: string;
let store: ReturnType<typeof memoryAccessStore>;
let said: string[];
let running: Running[];
let partsOpen: number;
let enrolled: { id: string; publicKey: string }[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'claude-remote-serve-'));
  store = memoryAccessStore();
  said = [];
  running = [];
  partsOpen = 0;
  enrolled = [];
});
afterEach(async () => {
  for (const hub of running) await hub.stop();
  rmSync(home, { recursive: true, force: true });
});

const realClock: Clock = {
  now: () => performance.now(),
  timer: (ms, fire) => {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

/** A runner that writes what it was given where the test can see it, and lives until it is told to end. */
const FAKE_RUNNER = `
const { appendFileSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const file = process.argv[2];
const seen = { pid: process.pid, argv: process.argv.slice(2), env: process.env, settings: JSON.parse(readFileSync(file, 'utf8')) };
appendFileSync(join(dirname(file), 'seen.jsonl'), JSON.stringify(seen) + '\\n');
if (process.env.LC_CRASH && readFileSync(join(dirname(file), 'seen.jsonl'), 'utf8').split('\\n').length < 4) process.exit(1);
setInterval(() => {}, 1e6);
`;

function surroundings(args: string[], change: Partial<Surroundings> = {}): Surroundings {
  const runner = join(home, 'fake-runner.cjs');
  writeFileSync(runner, FAKE_RUNNER);
  return {
    args: ['--port', '0', '--data-dir', join(home, 'data'), '--project', home, ...args],
    env: { PATH: '/usr/bin', HOME: home, SECRET_OF_HUB: 'x', ANTHROPIC_API_KEY: 'k', LC_ALL: 'C' },
    place: {
      workingDirectory: home,
      home,
      platform: 'linux',
      hostname: 'Tower',
      checkout: null,
      xdgDataHome: null,
      localAppData: null,
    },
    programs: { node: process.execPath, runner: [runner], holderEntry: '/holder.js' },
    webRoot: join(home, 'web'),
    version: '1.2.3',
    network: () => [{ address: '192.168.7.20', family: 'IPv4', internal: false }],
    now: Date.now,
    clock: realClock,
    random: randomBytes,
    randomFraction: () => 0,
    newId: randomUUID,
    say: (line) => void said.push(line),
    restart: () => {},
    startModel: async () => ({ url: 'http://127.0.0.1:9', close: async () => {} }),
    ...change,
  };
}

const openParts = async (): Promise<HubParts> => {
  partsOpen++;
  return {
    core: stubCore(),
    store,
    stepUps: createStepUps(fakeClock()),
    hubId: 'hub-1',
    acceptClient: () => {},
    acceptRunner: () => {},
    closeLogin: () => {},
    enroll: async (machine) => void enrolled.push(machine),
    registerApi: () => {},
    leave: () => {},
    close: async () => void partsOpen--,
  };
};

async function start(args: string[] = [], change: Partial<Surroundings> = {}): Promise<Running> {
  const hub = await startHub(surroundings(args, change), openParts);
  running.push(hub);
  return hub;
}

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'started',
    (error: unknown) => (error instanceof StartProblem ? error.message : Promise.reject(error)),
  );

interface Seen {
  readonly pid: number;
  readonly argv: string[];
  readonly env: Record<string, string>;
  readonly settings: Record<string, unknown>;
}

/** Waits until the fake runner has been started `count` times. */
function seenRunners(count: number): Promise<Seen[]> {
  const path = join(home, 'data', 'runner', 'seen.jsonl');
  // Only whole lines: the last one may still be on its way.
  const read = () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []);
  return new Promise((resolve) => {
    const watcher = watch(join(home, 'data', 'runner'), check);
    function check() {
      if (read().length < count) return;
      watcher.close();
      resolve(read().map((line) => JSON.parse(line) as Seen));
    }
    check();
  });
}

describe('serve', () => {
  test('[AC20] the first start prints where it listens, a one-time link and its fingerprint; the next only where', async () => {
    const hub = await start(['--no-runner']);
    expect(hub.url).toMatch(/^https:\/\/localhost:[1-9]\d*$/);
    expect(said).toContain(`claude-remote is listening on ${hub.url}`);
    const link = said.find((line) => line.includes('/setup#'))?.trim();
    expect(link).toMatch(new RegExp(`^${hub.url}/setup#[A-Za-z0-9_-]{43}$`));
    expect(said.join('\n')).toMatch(/([0-9A-F]{2}:){31}[0-9A-F]{2}/);
    expect(readFileSync(join(home, 'data', 'hub.log'), 'utf8')).not.toContain(link?.split('#')[1]);
    await hub.stop();
    said = [];
    await store.addUser({ id: 'a', name: 'a', passwordHash: 'x', role: 'admin', createdAt: 0 });
    const again = await start(['--no-runner']);
    expect(said).toEqual([`claude-remote is listening on ${again.url}`]);
  });

  test('[AC20] while no admin exists each start has a new link', async () => {
    await (await start(['--no-runner'])).stop();
    await start(['--no-runner']);
    const links = said.filter((line) => line.includes('/setup#'));
    expect(new Set(links).size).toBe(2);
  });

  test('[CF7] on every interface the link shows the address of the local network', async () => {
    const hub = await start(['--no-runner', '--host', '0.0.0.0']);
    expect(hub.url).toMatch(/^https:\/\/192\.168\.7\.20:\d+$/);
    expect(said.some((line) => line.includes('https://192.168.7.20:'))).toBe(true);
  });

  test('[AC19] what the hub keeps is for its owner only', async () => {
    await start();
    await seenRunners(1);
    expect(statSync(join(home, 'data')).mode & 0o777).toBe(0o700);
    for (const name of [
      'hub.log',
      'device.key',
      'certs/ca.key',
      'certs/server.key',
      'runner/machine.key',
      'runner/runner.json',
    ]) {
      expect(statSync(join(home, 'data', name)).mode & 0o777, name).toBe(0o600);
    }
  });

  test('[CF3] a port in use is one clear line, and what was open is closed again', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    expect(await problemOf(start(['--port', port]))).toContain(`something else already listens on 127.0.0.1:${port}`);
    expect(partsOpen).toBe(0);
    expect(existsSync(join(home, 'data', 'runner'))).toBe(false);
    other.close();
  });

  test('[CF3] an address that is not ours is one clear line', async () => {
    expect(await problemOf(start(['--host', '203.0.113.77']))).toContain(
      '--host: 203.0.113.77 is no address of this computer',
    );
    expect(partsOpen).toBe(0);
  });

  test('[AC21] AUTH_USERNAME and AUTH_PASSWORD make the admin, then update it and end its logins', async () => {
    const env = (password: string) => ({ env: { AUTH_USERNAME: 'boss', AUTH_PASSWORD: password } });
    await (await start(['--no-runner'], env('the first long phrase'))).stop();
    expect(said.some((line) => line.includes('/setup#'))).toBe(false);
    const [made] = await store.users();
    expect(made).toMatchObject({ name: 'boss', role: 'admin' });
    await store.addLogin({ hash: 'h', user: made?.id ?? '', createdAt: 0, lastUsedAt: 0, expiresAt: 1, ...NOWHERE });
    await (await start(['--no-runner'], env('the first long phrase'))).stop();
    expect(await store.users()).toEqual([made]);
    expect(await store.login('h')).not.toBeNull();
    await (await start(['--no-runner'], env('the second long phrase'))).stop();
    const [updated] = await store.users();
    expect(updated?.passwordHash).not.toBe(made?.passwordHash);
    expect(await store.login('h')).toBeNull();
  });

  test('[AC21] a weak configured password warns on loopback and is refused where others reach the hub', async () => {
    const env = { AUTH_USERNAME: 'boss', AUTH_PASSWORD: 'secret' };
    await start(['--no-runner'], { env });
    expect(said.some((line) => line.includes('AUTH_PASSWORD is weak'))).toBe(true);
    expect(await problemOf(start(['--no-runner', '--host', '0.0.0.0'], { env }))).toContain('AUTH_PASSWORD is weak');
  });

  test('[CF8] the runner beside the hub gets its settings by file and only the allowed environment', async () => {
    const hub = await start();
    const [seen] = await seenRunners(1);
    const settings = join(home, 'data', 'runner', 'runner.json');
    expect(seen?.argv).toEqual([settings]);
    expect(Object.keys(seen?.env ?? {}).sort()).toEqual(['ANTHROPIC_API_KEY', 'HOME', 'LC_ALL', 'PATH']);
    expect(seen?.settings).toMatchObject({
      hubUrl: `wss://127.0.0.1:${new URL(hub.url).port}/runner`,
      ca: readFileSync(join(home, 'data', 'certs', 'ca.crt'), 'utf8'),
      hubId: 'hub-1',
      machine: 'local',
      name: 'Tower',
      defaultWorkspace: home,
      mode: 'ask',
      modes: ['ask', 'edits', 'plan', 'auto'],
      env: {},
      demo: false,
    });
    expect(enrolled).toMatchObject([{ id: 'local', publicKey: expect.stringContaining('BEGIN PUBLIC KEY') }]);
    const pid = seen?.pid ?? 0;
    await hub.stop();
    expect(() => process.kill(pid, 0)).toThrow();
  });

  test('[CF8] a bare name of Claude is looked for on PATH only', async () => {
    const bin = join(home, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'my-claude'), '');
    writeFileSync(join(home, 'here-claude'), '');
    const env = { PATH: `relative:${bin}` };
    const hub = await start(['--claude', 'my-claude'], { env });
    expect((await seenRunners(1))[0]?.settings).toMatchObject({ claudePath: join(bin, 'my-claude'), silentMinutes: 5 });
    await hub.stop();
    expect(await problemOf(start(['--claude', 'here-claude'], { env }))).toContain(
      '--claude: there is no program here-claude',
    );
    expect(partsOpen).toBe(0);
  });

  test('[CF9] a runner that crashes is started again; the hub goes on', async () => {
    await start([], { env: { PATH: '/usr/bin', LC_CRASH: '1' } });
    const seen = await seenRunners(3);
    expect(new Set(seen.map(({ pid }) => pid)).size).toBe(3);
  });

  test('[CF10] the demo has its own model, settings and workspace, and none of the person’s account', async () => {
    let closed = 0;
    const ports: (number | null)[] = [];
    const startModel = async (port: number | null) => {
      ports.push(port);
      return { url: 'http://127.0.0.1:4321', close: async () => void closed++ };
    };
    const hub = await start(['--demo'], { startModel });
    const [seen] = await seenRunners(1);
    expect(Object.keys(seen?.env ?? {}).sort()).toEqual(['HOME', 'LC_ALL', 'PATH']);
    expect(seen?.settings).toMatchObject({
      demo: true,
      defaultWorkspace: join(home, 'data', 'workspace'),
      workspaces: [join(home, 'data', 'workspace')],
      env: { ANTHROPIC_BASE_URL: 'http://127.0.0.1:4321', CLAUDE_CONFIG_DIR: join(home, 'data', 'claude') },
    });
    expect(existsSync(join(home, 'data', 'workspace', 'README.md'))).toBe(true);
    await hub.stop();
    expect(closed).toBe(1);
    await (await start(['--demo'], { startModel })).stop();
    expect(ports, 'Claude works on over a restart, and asks where it asked').toEqual([null, 4321]);
  });

  test('[CF5] without TLS on loopback the runner speaks plain WebSocket to it', async () => {
    const hub = await start(['--tls', 'off']);
    expect(hub.url).toMatch(/^http:\/\/localhost:/);
    const [seen] = await seenRunners(1);
    expect(seen?.settings).toMatchObject({ ca: null, hubUrl: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:/) });
  });

  test('[CF5] with own certificate files the runner gets a loopback port with an authority of our own', async () => {
    await (await start(['--no-runner'])).stop();
    const files = ['--tls-cert', join(home, 'data/certs/server.crt'), '--tls-key', join(home, 'data/certs/server.key')];
    const hub = await start(['--tls', 'files', ...files]);
    const [seen] = await seenRunners(1);
    const hubUrl = String(seen?.settings.hubUrl);
    expect(new URL(hubUrl).port).not.toBe(new URL(hub.url).port);
    const socket = new WebSocket(hubUrl, { ca: String(seen?.settings.ca) });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    socket.terminate();
  });
});
