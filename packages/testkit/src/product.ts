import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Answered, type Asking, ask, basic } from './http.ts';
import { type Started, startProcess } from './processes.ts';
import { temporaryDirectory } from './temporary.ts';

/**
 * The whole product as a person starts it (`claude-remote serve`), in a home of its own: hub, local runner, holder and the
 * real Claude Code, which talks to `modelUrl`. Nothing of the person who runs the tests is inherited.
 */
export interface Product {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly workspace: string;
  readonly dataDir: string;
  /** PEM of the hub's own authority; absent without TLS. */
  readonly ca: string | undefined;
  /** PEM of the certificate that the hub shows; absent without TLS. */
  readonly certificate: string | undefined;
  readonly hub: Started;
  /** One request to the hub as the admin. */
  ask(path: string, asking?: Asking): Promise<Answered>;
  /** Kills the hub with SIGKILL and starts it again on the same data, with the same port. */
  restart(signal?: NodeJS.Signals): Promise<Product>;
  /** Pids of every process that belongs to this product, by the directory in their command line or environment. */
  processes(): { pid: number; command: string }[];
  stop(): Promise<void>;
}

export interface ProductOptions {
  readonly modelUrl: string;
  /** Repository root; the program is `bin/claude-remote.js` in it. */
  readonly root: string;
  readonly args?: readonly string[];
  /** What Node runs instead of `bin/claude-remote.js serve`: a program that takes the same options. */
  readonly program?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where to keep everything; a new temporary directory when absent. */
  readonly home?: string;
  readonly port?: number;
}

const USER = 'owner';
const PASSWORD = 'correct horse battery';

export async function startProduct(options: ProductOptions): Promise<Product> {
  const temporary = options.home ? null : temporaryDirectory('product');
  const home = options.home ?? temporary?.path ?? '';
  const workspace = join(home, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const dataDir = join(home, 'data');
  const env = environment(home, options);
  const args = [
    ...(options.program ?? [join(resolve(options.root), 'bin/claude-remote.js'), 'serve']),
    ...['--port', String(options.port ?? 0)],
    ...['--data-dir', dataDir],
    ...['--config-dir', join(home, 'config')],
    ...['--project', workspace],
    ...(options.args ?? []),
  ];
  const hub = startProcess(process.execPath, args, { env, cwd: home });
  const [, url = ''] = await hub.waitFor(/is listening on (https?:\/\/\S+)/);
  const pem = (name: string) =>
    url.startsWith('https:') ? readFileSync(join(dataDir, 'certs', name), 'utf8') : undefined;
  const ca = pem('ca.crt');
  const authorization = basic(USER, PASSWORD);
  const endAll = async (signal?: NodeJS.Signals) => {
    await hub.end(signal);
    endLeftovers(home);
  };
  return {
    url: url.replace(/\/$/, ''),
    user: USER,
    password: PASSWORD,
    workspace,
    dataDir,
    ca,
    certificate: pem('server.crt'),
    hub,
    ask: (path, asking = {}) =>
      ask(new URL(path, url).href, { ...asking, headers: { authorization, ...asking.headers }, ...(ca && { ca }) }),
    restart: async (signal = 'SIGKILL') => {
      await hub.end(signal);
      return startProduct({ ...options, home, port: Number(new URL(url).port) });
    },
    processes: () => processesOf(home),
    stop: async () => {
      await endAll();
      temporary?.remove();
    },
  };
}

function environment(home: string, options: ProductOptions): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    AUTH_USERNAME: USER,
    AUTH_PASSWORD: PASSWORD,
    ANTHROPIC_BASE_URL: options.modelUrl,
    ANTHROPIC_API_KEY: 'sk-ant-dummy-key-for-tests-0000000000000000',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    ...(process.getuid?.() === 0 && { IS_SANDBOX: '1' }),
    ...options.env,
  };
}

/** Every process whose command line or environment names the product's home; that is how it is known to be ours. */
function processesOf(home: string): { pid: number; command: string }[] {
  return pids().flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const environ = readFileSync(`/proc/${pid}/environ`, 'utf8');
      return command.includes(home) || environ.includes(home) ? [{ pid, command }] : [];
    } catch {
      return []; // gone meanwhile
    }
  });
}

function pids(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid);
}

function endLeftovers(home: string): void {
  for (const { pid } of processesOf(home)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // gone meanwhile
    }
  }
}
