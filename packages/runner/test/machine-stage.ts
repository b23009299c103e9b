import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { asSessionId, type SessionId } from '@claude-remote/protocol';
import { HubStandIn } from './hub-stand-in.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const LOADER = ['--import', pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href];
const FAKE_CLAUDE = join(ROOT, 'packages/testkit/src/fake-claude.mjs');

/** A machine with a real holder, real runner processes that may be killed, and a stand-in for the hub. */
export class MachineStage {
  readonly session: SessionId;
  readonly dir: string;
  readonly hub: HubStandIn;
  private readonly key: KeyObject;
  private holder: ChildProcess | null = null;
  private runner: ChildProcess | null = null;
  private log = '';
  private readonly readers: (() => void)[] = [];

  private constructor(dir: string, hub: HubStandIn, owned: { key: KeyObject; session: SessionId }) {
    this.dir = dir;
    this.hub = hub;
    this.key = owned.key;
    this.session = owned.session;
  }

  static async make(): Promise<MachineStage> {
    const dir = await realpath(await mkdtemp(join(tmpdir(), 'cr-m-')));
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const session = asSessionId(randomUUID());
    const hub = await HubStandIn.start(session, publicKey);
    const stage = new MachineStage(dir, hub, { key: privateKey, session });
    await stage.prepare();
    return stage;
  }

  get configPath(): string {
    return join(this.dir, 'runner.json');
  }
  get stateDir(): string {
    return join(this.dir, 'state');
  }
  get output(): string {
    return this.log;
  }

  async writeConfig(change: Record<string, unknown> = {}): Promise<void> {
    const config = {
      hubUrl: this.hub.url,
      ca: null,
      hubId: 'hub-1',
      machine: 'here',
      name: 'Here',
      keyFile: join(this.dir, 'machine.key'),
      stateDir: this.stateDir,
      holderEntry: join(ROOT, 'packages/holder/src/main.ts'),
      defaultWorkspace: join(this.dir, 'work'),
      workspaces: [join(this.dir, 'work')],
      claudePath: join(this.dir, 'claude.mjs'),
      ...change,
    };
    await writeFile(this.configPath, JSON.stringify(config));
  }

  /** The same under the same name, whole at once, as the hub writes it at its start. */
  async replaceConfig(): Promise<void> {
    await copyFile(this.configPath, `${this.configPath}.new`);
    await rename(`${this.configPath}.new`, this.configPath);
  }

  async logged(words: string): Promise<void> {
    while (!this.log.includes(words)) await new Promise<void>((wake) => this.readers.push(wake));
  }

  /** Starts a runner and returns its process; `connected` waits for its hello. */
  start(): ChildProcess {
    const child = spawn(process.execPath, [...LOADER, join(ROOT, 'packages/runner/src/main.ts'), this.configPath], {
      cwd: this.dir,
      env: this.env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.log += chunk.toString();
      for (const wake of this.readers.splice(0)) wake();
    });
    this.runner = child;
    return child;
  }

  async startConnected(): Promise<void> {
    const before = this.hub.hellos.length;
    this.start();
    await this.hub.until(() => this.hub.hellos.length > before);
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const { runner } = this;
    this.runner = null;
    if (!runner || runner.exitCode !== null || runner.signalCode !== null) return runner?.exitCode ?? null;
    const gone = new Promise<number | null>((exited) => runner.once('exit', exited));
    runner.kill(signal);
    return gone;
  }

  async exit(child: ChildProcess): Promise<number | null> {
    if (child.exitCode !== null) return child.exitCode;
    return new Promise((exited) => child.once('close', exited));
  }

  async end(): Promise<void> {
    await this.kill('SIGTERM');
    await this.hub.close();
    const { holder } = this;
    if (holder && holder.exitCode === null) {
      const gone = new Promise((exited) => holder.once('exit', exited));
      holder.kill('SIGTERM');
      await gone;
    }
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  private env(): Record<string, string> {
    return { PATH: process.env.PATH ?? '', HOME: join(this.dir, 'home'), LANG: 'C.UTF-8' };
  }

  private async prepare(): Promise<void> {
    for (const name of ['work', 'home', 'state']) await mkdir(join(this.dir, name), { mode: 0o700 });
    const pem = this.key.export({ type: 'pkcs8', format: 'pem' });
    await writeFile(join(this.dir, 'machine.key'), pem, { mode: 0o600 });
    await copyFile(FAKE_CLAUDE, join(this.dir, 'claude.mjs'));
    await chmod(join(this.dir, 'claude.mjs'), 0o755);
    await this.writeConfig();
    const place = ['--socket', join(this.stateDir, 'holder/socket'), '--spool', join(this.stateDir, 'spool')];
    const holder = spawn(process.execPath, [...LOADER, join(ROOT, 'packages/holder/src/main.ts'), ...place], {
      env: this.env(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.holder = holder;
    await new Promise((ready) => holder.stdout.once('data', ready));
  }
}
