import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
let home: string;
let children: ChildProcess[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'claude-remote-cli-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  rmSync(home, { recursive: true, force: true });
});

interface Program {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  stdout(): string;
  stderr(): string;
  /** Resolves when the output holds the pattern; rejects when the program ends without it. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

/** The command from source, in a home of its own. */
function claudeRemote(args: string[], env: Record<string, string> = {}): Program {
  const main = join(root, 'packages/cli/src/main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: home, CLAUDE_REMOTE_DATA_DIR: join(home, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let out = '';
  let err = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stderr?.on('data', (data: Buffer) => {
    err += data.toString();
  });
  child.stdout?.on('data', (data: Buffer) => {
    out += data.toString();
  });
  return {
    child,
    ended,
    stdout: () => out,
    stderr: () => err,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(out);
          if (found) resolve(found);
        };
        child.stdout?.on('data', look);
        look();
        void ended.then(() => reject(new Error(`ended without ${pattern}: ${out}${err}`)));
      }),
  };
}

const run = async (args: string[], env?: Record<string, string>) => {
  const program = claudeRemote(args, env);
  const status = await program.ended;
  return { status, stdout: program.stdout(), stderr: program.stderr() };
};

const SERVE = ['serve', '--port', '0', '--no-runner'];
const LISTENING = /claude-remote is listening on (https:\/\/localhost:\d+)/;

describe('claude-remote', () => {
  test('says its version and its commands', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await run(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect((await run(['--help'])).stdout).toMatch(/serve[\s\S]*import/);
    const help = await run(['serve', '--help']);
    expect(help).toMatchObject({ status: 0 });
    expect(help.stdout).toContain('--permission-mode');
  });

  test.each([
    [['nonsense'], /unknown command/],
    [['serve', '--port', 'abc'], /^--port: "abc" is not a port/],
    [['serve', '--prot', '1'], /^Unknown option '--prot'/],
    [['serve', '--tls', 'off', '--host', '0.0.0.0'], /^--tls off with --host 0\.0\.0\.0/],
    [['import'], /missing required argument/],
    [['import', '/nowhere.json'], /^import: \/nowhere\.json cannot be read \(ENOENT\)\.$/m],
  ])('[CF3] %j ends with 2 and one line', async (args, line) => {
    const { status, stderr, stdout } = await run(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
    expect(existsSync(join(home, 'data'))).toBe(false);
  });
});

describe('serve', () => {
  test('[CF12] ends with 0 on SIGTERM and SIGINT, and starts again on the same data', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const hub = claudeRemote(SERVE);
      await hub.printed(LISTENING);
      hub.child.kill(signal);
      expect(await hub.ended).toBe(0);
      expect(hub.stderr()).toBe('');
    }
  });

  test('[CF11] a second hub on the same data is refused with one line; after a SIGKILL the data is free', async () => {
    const first = claudeRemote(SERVE);
    await first.printed(LISTENING);
    const second = await run(SERVE);
    expect(second).toMatchObject({ status: 2, stdout: '' });
    expect(second.stderr).toMatch(/^--data-dir: another hub already works in .*\n$/);
    first.child.kill('SIGKILL');
    await first.ended;
    const third = claudeRemote(SERVE);
    await third.printed(LISTENING);
  });

  test('[S010] a copied .env.example says what is missing, in the seed’s words', async () => {
    const directory = join(home, 'work');
    mkdirSync(directory);
    copyFileSync(join(root, '.env.example'), join(directory, '.env'));
    const child = spawn(process.execPath, [join(root, 'bin/claude-remote-server.js')], {
      cwd: directory,
      env: { PATH: process.env.PATH ?? '', HOME: home },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.push(child);
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
    expect(stderr).toBe(
      'AUTH_USERNAME and AUTH_PASSWORD must be set in .env file. Copy .env.example to .env and configure credentials.\n',
    );
  });

  test('[S09] import works beside a running hub and without one, and twice is once', async () => {
    const file = join(home, 'sessions.json');
    const record = {
      session_id: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      created_at: '2025-12-07T10:30:00.123456Z',
      last_message_at: '2025-12-07T10:31:00.123456Z',
      turn_count: 5,
      last_message: 'hello',
    };
    writeFileSync(file, JSON.stringify({ conversations: { default: record } }));
    const first = await run(['import', file]);
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toMatch(/imported default\n1 of 1 conversations imported/);
    const env = { AUTH_USERNAME: 'owner', AUTH_PASSWORD: 'a fine long phrase' };
    const hub = claudeRemote(SERVE, env);
    const [, url = ''] = await hub.printed(LISTENING);
    expect((await run(['import', file])).stdout).toContain('kept default');
    writeFileSync(file, JSON.stringify({ conversations: { other: record } }));
    expect((await run(['import', file])).stdout).toContain('imported other');
    const sessions = await get(`${url}/api/sessions`, env);
    expect(sessions).toMatchObject({
      default: { turn_count: 5, last_message: 'hello' },
      other: record.session_id && {},
    });
  });
});

function get(url: string, who: { AUTH_USERNAME: string; AUTH_PASSWORD: string }): Promise<unknown> {
  const ca = readFileSync(join(home, 'data', 'certs', 'ca.crt'));
  const auth = `${who.AUTH_USERNAME}:${who.AUTH_PASSWORD}`;
  return new Promise((resolve, reject) => {
    request(url, { ca, auth, agent: false }, (response) => {
      let text = '';
      response.on('data', (data: Buffer) => {
        text += data.toString();
      });
      response.on('end', () => resolve(JSON.parse(text)));
    })
      .on('error', reject)
      .end();
  });
}
