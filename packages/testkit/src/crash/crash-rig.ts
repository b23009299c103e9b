import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  asSessionId,
  type CommandBody,
  type CommandId,
  type Event,
  type EventBody,
  event,
  type PermissionMode,
  type RequestId,
  type SessionId,
} from '@claude-remote/protocol';
import { z } from 'zod';
import { type Product, startProduct } from '../product.ts';
import { temporaryDirectory } from '../temporary.ts';
import { type CrashPlan, planCrash } from './crash-plan.ts';
import type { CrashSetting } from './crash-setting.ts';
import { type Allowed, type Expected, violations } from './events-check.ts';
import { type NumberedModel, startNumberedModel } from './numbered-model.ts';
import { until } from './until.ts';
import { startWatcher, type Watcher } from './watcher.ts';

/**
 * The whole product with crash points, a model whose answers can be counted and a client that watches through everything.
 * It kills what it is told to kill, sees when that is back, and says what is wrong with the logs afterwards.
 */
export type Victim = 'hub' | 'runner' | 'holder';

export interface CrashRigOptions {
  readonly root: string;
  /** Directory of the bundled crash programs. */
  readonly programs: string;
  /** How much of its back-off the hub waits before it starts a runner again; 0 only where no second runner can be alive. */
  readonly retryFraction?: number;
}

const SETTLED = new Set<EventBody['kind']>(['command-applied', 'command-refused', 'command-doubtful']);
const EVENTS_PAGE = z.object({ events: z.array(event) });

export class CrashRig {
  /** Processes that were killed so far. */
  kills = 0;
  readonly model: NumberedModel;
  readonly watcher: Watcher;
  readonly plans: { readonly hub: string; readonly runner: string };
  private product: Product;
  private readonly home: { readonly path: string; remove(): void };
  private readonly turns = new Map<SessionId, Expected[]>();

  private constructor(parts: {
    model: NumberedModel;
    watcher: Watcher;
    product: Product;
    home: { path: string; remove(): void };
    plans: { hub: string; runner: string };
  }) {
    this.model = parts.model;
    this.watcher = parts.watcher;
    this.product = parts.product;
    this.home = parts.home;
    this.plans = parts.plans;
  }

  static async start({ root, programs, retryFraction = 0.05 }: CrashRigOptions): Promise<CrashRig> {
    const home = temporaryDirectory('crash');
    const model = await startNumberedModel();
    const plans = { hub: join(home.path, 'hub.plan'), runner: join(home.path, 'runner.plan') };
    const setting: CrashSetting = {
      root,
      runner: join(programs, 'runner.js'),
      holder: join(programs, 'holder.js'),
      hubPlan: plans.hub,
      runnerPlan: plans.runner,
      retryFraction,
    };
    const program = [join(programs, 'hub.js'), JSON.stringify(setting)];
    const product = await startProduct({ modelUrl: model.url, root, home: home.path, program });
    const token = await product.ask('/api/v1/tokens', { body: { name: 'watcher', role: 'operator' } });
    const { token: secret } = z.object({ token: z.string() }).parse(token.json());
    const watcher = await startWatcher({ ...product, token: secret });
    const rig = new CrashRig({ model, watcher, product, home, plans });
    await rig.online();
    return rig;
  }

  get workspace(): string {
    return this.product.workspace;
  }

  /** A new session, followed by the watcher from its first event on. */
  async session(mode: PermissionMode = 'ask'): Promise<SessionId> {
    const id = asSessionId(randomUUID());
    const machine = await until('the machine', () => this.watcher.client.overview().machines[0]?.id);
    const { client } = this.watcher;
    const start = await client.submit(id, { kind: 'start', machine, settings: { mode } });
    await until('the start', () => client.delivery(start)?.state !== 'unsent');
    client.open(id);
    this.turns.set(id, []);
    return id;
  }

  async submit(session: SessionId, body: CommandBody): Promise<CommandId> {
    return this.watcher.client.submit(session, body);
  }

  /** A prompt whose answer is `blocks` numbered blocks. */
  async prompt(session: SessionId, text: string, blocks: number): Promise<Expected> {
    const tag = text.split(' ')[1] ?? '';
    const expected = { command: await this.submit(session, { kind: 'prompt', text }), tag, blocks };
    this.turns.get(session)?.push(expected);
    return expected;
  }

  /** `patienceMs`: longer where the killing goes on meanwhile, and nobody can say how often it comes in between. */
  async ended(session: SessionId, { command, tag }: Expected, patienceMs?: number): Promise<Event> {
    return until(
      `the end of ${tag}`,
      () => this.watcher.seen(session).find(({ body }) => body.kind === 'turn-ended' && body.command === command),
      { explain: () => this.story(session), ...(patienceMs && { patienceMs }) },
    );
  }

  async shows(session: SessionId, text: string): Promise<void> {
    await until(
      `“${text}”`,
      () => this.watcher.seen(session).some(({ body }) => body.kind === 'text' && body.text === text),
      { explain: () => this.story(session) },
    );
  }

  /** What Claude waits for in a session, once it waits. */
  async request(session: SessionId): Promise<RequestId> {
    return until('a request', () => this.watcher.client.session(session)?.state?.requests[0]?.id, {
      explain: () => this.story(session),
    });
  }

  /** Events of a session that name a command, as the watcher saw them. */
  about(session: SessionId, command: CommandId): EventBody[] {
    const bodies = this.watcher.seen(session).map(({ body }) => body);
    return bodies.filter((body) => 'command' in body && body.command === command);
  }

  async settled(session: SessionId, command: CommandId): Promise<EventBody> {
    return until(
      `what became of ${command}`,
      () => this.about(session, command).find(({ kind }) => SETTLED.has(kind)),
      { explain: () => this.story(session) },
    );
  }

  pidOf(victim: Victim): number | null {
    if (victim === 'hub') return this.product.hub.pid;
    const file = victim === 'runner' ? 'runner.js' : 'holder.js';
    return this.product.processes().find(({ command }) => command.includes(`/${file} `))?.pid ?? null;
  }

  claudeOf(session: SessionId): number | null {
    const found = this.product
      .processes()
      .find(({ command }) => command.includes('--output-format') && command.includes(session));
    return found?.pid ?? null;
  }

  /** SIGKILL; resolves when they are gone. The hub is not started again by itself. */
  async kill(...pids: readonly (number | null)[]): Promise<void> {
    const living = pids.flatMap((pid) => (pid === null || !isAlive(pid) ? [] : [pid]));
    for (const pid of living) process.kill(pid, 'SIGKILL');
    this.kills += living.length;
    for (const pid of living) await until(`the end of ${pid}`, () => !isAlive(pid));
  }

  async startHub(): Promise<void> {
    this.product = await this.product.restart();
  }

  /** Makes a program die at a point to which `provoke` brings it; resolves when the victims are gone. */
  async crashAt<Result>(program: 'hub' | 'runner', plan: CrashPlan, provoke: () => Promise<Result>): Promise<Result> {
    const path = this.plans[program];
    const victim = this.pidOf(program);
    planCrash(path, plan);
    const result = await provoke();
    await until(`${program}: ${plan.point}`, () => !existsSync(path), {
      explain: () => this.log(),
      patienceMs: 20_000,
    });
    const dead = plan.pids.length > 0 ? plan.pids : victim === null ? [] : [victim];
    this.kills += dead.length;
    for (const pid of dead) await until(`the end of ${pid}`, () => !isAlive(pid));
    return result;
  }

  /** Resolves when a runner other than `former` has a connection to the hub. */
  async runnerAfter(former: number | null): Promise<number> {
    return until(
      'another runner',
      () => {
        const pid = this.pidOf('runner');
        return pid !== null && pid !== former && pid;
      },
      { explain: () => this.log() },
    );
  }

  async online(): Promise<void> {
    await until('the machine online', () => this.watcher.client.overview().machines.some(({ online }) => online), {
      explain: () => this.log(),
    });
  }

  /** The log as the hub has stored it. */
  async stored(session: SessionId): Promise<Event[]> {
    const events: Event[] = [];
    for (;;) {
      const answer = await this.product.ask(`/api/v1/sessions/${session}/events?after=${events.length}&limit=1000`);
      const page = EVENTS_PAGE.parse(answer.json());
      events.push(...page.events);
      if (page.events.length === 0) return events;
    }
  }

  /** Everything that is wrong with the sessions of this rig, once all their turns have ended; empty when nothing is. */
  async wrong(allowed: Allowed = { brokenOff: false }): Promise<string[]> {
    const found: string[] = [...this.watcher.edited];
    for (const session of this.turns.keys()) found.push(...(await this.wrongWith(session, allowed)));
    return found;
  }

  private async wrongWith(session: SessionId, allowed: Allowed): Promise<string[]> {
    const turns = this.turns.get(session) ?? [];
    for (const turn of turns) await this.ended(session, turn);
    const events = await this.stored(session);
    await until('the watcher at the head', () => this.watcher.seen(session).length >= events.length, {
      explain: () => this.story(session),
    });
    const seen = this.watcher.seen(session).slice(0, events.length);
    const same = JSON.stringify(seen) === JSON.stringify(events);
    const asked = turns.filter(({ tag }) => this.model.asks(tag) !== 1 && !allowed.brokenOff);
    return [
      ...violations(events, turns, allowed),
      ...(same ? [] : [`${session}: the client saw another log than the hub has`]),
      ...asked.map(({ tag }) => `${tag}: the model was asked ${this.model.asks(tag)} times`),
    ];
  }

  log(): string {
    const path = join(this.product.dataDir, 'runner', 'runner.log');
    const runner = existsSync(path) ? readFileSync(path, 'utf8').slice(-4_000) : '';
    return `hub:\n${this.product.hub.output().slice(-2_000)}\nrunner:\n${runner}`;
  }

  async stop(): Promise<void> {
    this.watcher.client.stop();
    await this.product.stop();
    await this.model.close();
    this.home.remove();
  }

  private story(session: SessionId): string {
    const lines = this.watcher.seen(session).map(({ seq, epoch, body }) => {
      return `${seq} (${epoch}) ${JSON.stringify(body).slice(0, 200)}`;
    });
    return `${lines.slice(-60).join('\n')}\n${JSON.stringify(this.watcher.client.connection().phase)}\n${this.log()}`;
  }
}

/** A process that ended and that nobody has taken notice of (a zombie) has no command line any more. */
function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}
