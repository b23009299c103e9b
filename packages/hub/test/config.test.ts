import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveHelp } from '../src/config/help.ts';
import { describeKey, KEY_NAMES } from '../src/config/keys.ts';
import { loadConfig } from '../src/config/load.ts';
import { StartProblem } from '../src/config/problem.ts';
import type { Place } from '../src/config/resolve.ts';
import { runnerEnvironment } from '../src/local-runner/environment.ts';
import { addressesOf } from '../src/start/addresses.ts';

let directory: string;
let place: Place;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'claude-remote-config-'));
  place = {
    workingDirectory: directory,
    home: join(directory, 'home'),
    platform: 'linux',
    hostname: 'Tower.local',
    checkout: null,
    xdgDataHome: null,
    localAppData: null,
  };
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const write = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
const problem = (args: string[], env: Record<string, string> = {}) => {
  try {
    loadConfig(args, env, place);
  } catch (error) {
    if (error instanceof StartProblem) return error.message;
    throw error;
  }
  return 'fine';
};

describe('configuration', () => {
  test('[CF1] flag before environment before .env before file before default', () => {
    const file = write(
      'other.toml',
      'port = 1004\nproject = "/from-file"\nclaude = "/file/claude"\nidle-minutes = 4\n',
    );
    write('.env', 'PORT=1003\nCLAUDE_PROJECT_PATH=/from-dotenv\nCLAUDE_PATH=/dotenv/claude\n');
    const env = { PORT: '1002', CLAUDE_PROJECT_PATH: '/from-env' };
    const config = loadConfig(['--port', '1001', '--config', file], env, place);
    expect(config).toMatchObject({ port: 1001, project: '/from-env', claude: '/dotenv/claude', idleMinutes: 4 });
    expect(config.host).toBe('127.0.0.1');
    expect(loadConfig([], {}, place)).toMatchObject({ port: 1003 });
  });

  test('[CF1] the second name of a variable counts when the first is absent or empty', () => {
    expect(loadConfig([], { GATEWAY_PORT: '1005' }, place).port).toBe(1005);
    expect(loadConfig([], { PORT: '', GATEWAY_PORT: '1005' }, place).port).toBe(1005);
    expect(loadConfig([], { PORT: '1006', GATEWAY_PORT: '1005' }, place).port).toBe(1006);
  });

  test('[CF2] what nobody said has the documented default', () => {
    expect(loadConfig([], {}, place)).toEqual({
      host: '127.0.0.1',
      port: 3100,
      tls: { mode: 'self-signed' },
      publicUrl: null,
      pushHosts: [],
      dataDir: join(directory, 'home', '.local', 'share', 'claude-remote'),
      project: directory,
      claude: null,
      permissionMode: 'ask',
      chatMode: 'edits',
      silenceMs: 300_000,
      idleMinutes: 15,
      machine: 'local',
      machineName: 'Tower.local',
      runner: true,
      demo: false,
      admin: null,
    });
  });

  test('[CF2] an empty project path is the working directory; data lies beside run.sh in a checkout', () => {
    expect(loadConfig([], { CLAUDE_PROJECT_PATH: '' }, place).project).toBe(directory);
    expect(loadConfig(['--project', 'sub'], {}, place).project).toBe(join(directory, 'sub'));
    const checkout = { ...place, checkout: '/checkout' };
    expect(loadConfig([], {}, checkout).dataDir).toBe('/checkout/.data');
    expect(loadConfig(['--demo'], {}, checkout).dataDir).toBe('/checkout/.data/demo');
    expect(loadConfig(['--demo', '--data-dir', 'd'], {}, checkout).dataDir).toBe(join(directory, 'd'));
  });

  test.each([
    [['--port', 'abc'], '--port: "abc" is not a port from 0 to 65535'],
    [['--port', '65536'], '--port: "65536" is not a port'],
    [['--port', '-1'], '--port'],
    [['--host', 'http://x'], '--host: "http://x" is not an address'],
    [['--tls', 'on'], '--tls: "on" is not one of self-signed, off, files'],
    [['--tls', 'files'], '--tls files needs both --tls-cert FILE and --tls-key FILE'],
    [['--tls-cert', '/x'], '--tls-cert is only used with --tls files'],
    [['--permission-mode', 'yolo'], '--permission-mode: "yolo" is not one of ask, edits, plan, auto, bypass'],
    [['--machine', 'A b'], '--machine: "A b" is not a machine name'],
    [['--idle-minutes', '0'], '--idle-minutes: "0" is not a number of minutes'],
    [['--silence-timeout', 'x'], '--silence-timeout: "x" is not a number of seconds'],
    [['--public-url', 'claude.example.org'], '--public-url'],
    [['--public-url', 'https://claude.example.org/path'], '--public-url'],
    [['--host', ''], '--host: the value is empty'],
    [['--config', '/nowhere/x.toml'], '--config: there is no file /nowhere/x.toml'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['stray'], "Unexpected argument 'stray'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['--demo=yes'], '--demo'],
    [['--tunnel', 'ngrok'], '--tunnel: "ngrok" is not available in this version yet'],
    [['--database-url', 'postgres://u:p@h/d'], '--database-url'],
    [['--nats-url', 'nats://h'], '--nats-url'],
    [['--mtls-port', '7433'], '--mtls-port: "7433" is not available in this version yet'],
  ])('[CF3] %j is one line that names the key', (args, expected) => {
    const line = problem(args);
    expect(line).toContain(expected);
    expect(line).not.toContain('\n');
  });

  test('[CF3] a wrong variable or file entry is named where it stands', () => {
    expect(problem([], { PUSH_HOSTS: 'https://x/' })).toContain('PUSH_HOSTS');
    expect(problem([], { GATEWAY_PORT: 'x' })).toContain('GATEWAY_PORT: "x" is not a port');
    write('.env', 'PORT=x\n');
    expect(problem([])).toContain('PORT in .env: "x" is not a port');
    rmSync(join(directory, '.env'));
    expect(problem(['--config', write('a.toml', 'port = [1]\n')])).toMatch(/port in .*a\.toml has the wrong type/);
    expect(problem(['--config', write('b.toml', 'prot = 1\n')])).toMatch(
      /prot in .*b\.toml is not a known key; known are: host/,
    );
    expect(problem(['--config', write('c.toml', 'port = = 1\n')])).toMatch(/c\.toml is not valid TOML/);
    expect(problem(['--config', directory])).toContain('cannot be read (EISDIR)');
    expect(problem([], { AUTH_USERNAME: 'a b', AUTH_PASSWORD: 'very secret' })).not.toContain('very secret');
  });

  test('[CF4] off is fine for what does not exist yet', () => {
    expect(problem(['--mtls-port', 'off', '--tunnel', 'off'])).toBe('fine');
  });

  test('[CF5] passwords in the clear never leave this computer', () => {
    expect(problem(['--tls', 'off', '--host', '0.0.0.0'])).toContain('--tls off with --host 0.0.0.0');
    expect(problem(['--tls', 'off', '--host', '192.168.1.2'])).toContain('in the clear');
    for (const host of ['127.0.0.1', 'localhost', '::1', '[::1]', '127.0.0.5']) {
      expect(problem(['--tls', 'off', '--host', host]), host).toBe('fine');
    }
  });

  const SEED_LINE =
    'AUTH_USERNAME and AUTH_PASSWORD must be set in .env file. Copy .env.example to .env and configure credentials.';

  test('[S010] a .env that names the credentials must set both', () => {
    for (const text of [
      'AUTH_USERNAME=\nAUTH_PASSWORD=\n',
      'AUTH_USERNAME=me\n',
      'AUTH_USERNAME=me\nAUTH_PASSWORD=\n',
      'AUTH_PASSWORD=x\n',
    ]) {
      write('.env', text);
      expect(problem([]), text).toBe(SEED_LINE);
    }
    rmSync(join(directory, '.env'));
    expect(problem([], { AUTH_USERNAME: 'me' })).toBe(SEED_LINE);
    write('.env', 'AUTH_USERNAME=me1\nAUTH_PASSWORD="pass word"\n');
    expect(loadConfig([], {}, place).admin).toEqual({ name: 'me1', password: 'pass word' });
    write('.env', 'PORT=1\n');
    expect(problem([])).toBe('fine');
  });

  test('[CF6] the help names every flag and variable', () => {
    const help = serveHelp();
    for (const key of KEY_NAMES.map(describeKey)) {
      if (key.flag) expect(help).toContain(`--${key.flag}`);
      for (const variable of key.env) expect(help).toContain(variable);
    }
  });
});

describe('addresses', () => {
  const network = [
    { address: '127.0.0.1', family: 'IPv4', internal: true },
    { address: '203.0.113.9', family: 'IPv4', internal: false },
    { address: '192.168.7.20', family: 'IPv4', internal: false },
    { address: 'fe80::1', family: 'IPv6', internal: false },
  ];

  test('[CF7] on every interface the address of the local network is shown and allowed', () => {
    const { shown, names } = addressesOf('0.0.0.0', network, 'Tower');
    expect(shown).toBe('192.168.7.20');
    expect(names).toEqual(['localhost', '127.0.0.1', '::1', '203.0.113.9', '192.168.7.20', 'tower', 'tower.local']);
  });

  test('[CF7] on loopback nothing else is allowed', () => {
    expect(addressesOf('127.0.0.1', network, 'Tower')).toEqual({
      shown: 'localhost',
      names: ['localhost', '127.0.0.1', '::1'],
    });
  });
});

describe('environment of the runner', () => {
  const env = {
    PATH: '/bin',
    HOME: '/home/me',
    LC_ALL: 'C',
    ANTHROPIC_API_KEY: 'sk',
    CLAUDE_CODE_OAUTH_TOKEN: 'o',
    https_proxy: 'http://p',
    AWS_PROFILE: 'x',
    AUTH_PASSWORD: 'hub',
    AUTH_USERNAME: 'hub',
    DATABASE_URL: 'hub',
    HMAC_SECRET: 'hub',
    TELEGRAM_BOT_TOKEN: 'hub',
    SHARED_SECRET: 'hub',
    CLAUDE_REMOTE_DATA_DIR: 'hub',
    CLAUDE_PERMISSION_MODE: 'hub',
    NGROK_AUTH_TOKEN: 'hub',
    CLAUDECODE: '1',
    CLAUDE_CODE_ENTRYPOINT: 'cli',
  };

  test("[CF8] holds the person's own for Claude and nothing of the hub's", () => {
    const names = Object.keys(runnerEnvironment(env, { demo: false }));
    expect(names).toEqual([
      'PATH',
      'HOME',
      'LC_ALL',
      'ANTHROPIC_API_KEY',
      'CLAUDE_CODE_OAUTH_TOKEN',
      'https_proxy',
      'AWS_PROFILE',
    ]);
  });

  test('[CF8] in the demo it holds no account and no way out', () => {
    expect(Object.keys(runnerEnvironment(env, { demo: true }))).toEqual(['PATH', 'HOME', 'LC_ALL']);
  });
});
