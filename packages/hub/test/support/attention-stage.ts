import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  asMachineId,
  asRequestId,
  asSessionId,
  type Event,
  type EventBody,
  type PermissionRequest,
  type SessionId,
  type SessionState,
} from '@claude-remote/protocol';
import { applyEvent, emptyState, summarize } from '@claude-remote/session';
import Database from 'better-sqlite3';
import { type PushDevice, PushServiceStandIn } from '../../../testkit/src/push-service.ts';
import { temporaryDirectory } from '../../../testkit/src/temporary.ts';
import { virtualClock } from '../../../testkit/src/virtual-clock.ts';
import type { Principal, Role } from '../../src/access/principal.ts';
import { openAccessStore } from '../../src/access/sqlite-store.ts';
import { type Attention, createAttention } from '../../src/attention/attention.ts';
import { openAttentionStore } from '../../src/attention/sqlite-store.ts';
import { openVapid } from '../../src/attention/vapid.ts';
import { rowOf } from '../../src/sessions/event-rows.ts';

/** 2026-03-01 12:00 UTC. */
const NOON = Date.UTC(2026, 2, 1, 12);
const MACHINE = asMachineId('atlas');

/** Attention on a real database, before a strict push service; sessions are what the test says happened in them. */
export class AttentionStage {
  readonly clock = virtualClock();
  readonly now = () => NOON + this.clock.now();
  readonly service = new PushServiceStandIn({ origin: 'https://fcm.googleapis.com', now: () => this.now() });
  /** While set, the push service cannot be reached. */
  unreachable = false;
  looking: { login: string; session: SessionId } | null = null;
  readonly trouble: string[] = [];
  readonly accounts;
  attention: Attention;
  private readonly directory = temporaryDirectory('attention');
  private readonly path = join(this.directory.path, 'access.sqlite');
  private readonly logs = new Map<SessionId, Event[]>();
  private readonly states = new Map<SessionId, SessionState>();
  private store;

  /** `before`: what had happened in session 1 when attention was opened for the first time. */
  constructor(before: readonly EventBody[] = []) {
    if (before.length > 0) this.happen(this.session(1), before, { tell: false });
    this.accounts = openAccessStore(this.path);
    this.store = openAttentionStore(this.path);
    this.attention = this.open();
  }

  /** The hub goes away; what it promised to keep is on the disk. */
  stop(): void {
    this.attention.stop();
    this.store.close();
  }

  start(): void {
    this.store = openAttentionStore(this.path);
    this.attention = this.open();
  }

  async end(): Promise<void> {
    this.stop();
    this.accounts.close();
    this.directory.remove();
  }

  async person(name: string, role: Role = 'operator'): Promise<Principal & { login: string }> {
    await this.accounts.addUser({ id: name, name, passwordHash: 'x', role, createdAt: 0 });
    return this.login(name, role);
  }

  async login(name: string, role: Role = 'operator'): Promise<Principal & { login: string }> {
    const login = randomUUID();
    const at = this.now();
    const times = { createdAt: at, lastUsedAt: at, expiresAt: at + 30 * DAY };
    const from = { id: login, name: null, agent: '', source: '' };
    await this.accounts.addLogin({ hash: login, user: name, ...times, ...from });
    return { kind: 'user', id: name, name, role, login };
  }

  device(principal: Principal, language: 'en' | 'ko' = 'en'): PushDevice {
    const device = this.service.subscribe(this.attention.publicKey);
    this.attention.subscribe(principal, { endpoint: device.endpoint, ...device.keys, language, device: 'a phone' });
    return device;
  }

  /** The database as it lies on the disk. */
  file(): Buffer {
    const database = new Database(this.path);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    return readFileSync(this.path);
  }

  /** What the push service took since the last call. */
  pushes() {
    if (this.service.problems.length > 0) throw new Error(this.service.problems.join('; '));
    return this.service.taken.splice(0);
  }

  messages() {
    return this.pushes().map(({ message }) => message);
  }

  session(n = 1, workspace = '/w'): SessionId {
    const id = asSessionId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
    this.logs.set(id, []);
    this.states.set(id, {
      ...emptyState(id),
      machine: MACHINE,
      title: `Session ${n}`,
      workspace,
      createdAt: NOON,
      updatedAt: NOON,
    });
    return id;
  }

  /** Events become durable. `tell: false`: the hub is away and learns of them at its start. */
  happen(session: SessionId, bodies: readonly EventBody[], { tell = true } = {}): void {
    const log = this.logs.get(session) ?? [];
    for (const body of bodies) {
      const event = { epoch: 1, seq: log.length + 1, at: this.now(), body };
      log.push(event);
      this.states.set(session, applyEvent(this.state(session), event));
    }
    if (tell) this.attention.stored(session, log.length);
  }

  /** Lets what happened settle and be told. */
  async settle(ms = 2_000): Promise<void> {
    await this.clock.pass(ms);
  }

  private state(session: SessionId): SessionState {
    return this.states.get(session) ?? emptyState(session);
  }

  private open(): Attention {
    const vapid = openVapid(join(this.directory.path, 'push.key'), 'mailto:owner@example.org');
    return createAttention({
      store: this.store,
      vapid,
      post: async (push) => {
        if (this.unreachable) return { kind: 'unreachable', why: 'no network' };
        const { status, retryAfter = null } = this.service.take(push);
        return { kind: 'answered', status, retryAfter };
      },
      ownHosts: [],
      clock: this.clock,
      now: this.now,
      random: randomBytes,
      newId: randomUUID,
      sessions: {
        summaries: () => [...this.states.values()].map((state) => summarize(state)),
        summary: (session) => {
          const state = this.states.get(session);
          return state ? summarize(state) : null;
        },
        storedHead: (session) => this.logs.get(session)?.length ?? 0,
        rows: (session, after, limit) => (this.logs.get(session) ?? []).slice(after, after + limit).map(rowOf),
      },
      machineName: () => 'Atlas',
      looksAt: (login, session) => this.looking?.login === login && this.looking.session === session,
      onTrouble: (what, error) => this.trouble.push(`${what}: ${String(error)}`),
      onRefused: () => {},
    });
  }
}

const DAY = 86_400_000;

export function asked(id: string, change: Partial<PermissionRequest> = {}): EventBody {
  return {
    kind: 'request-opened',
    request: {
      kind: 'permission',
      id: asRequestId(id),
      openedAt: NOON,
      toolName: 'Bash',
      input: { command: 'npm publish' },
      facts: [],
      suggestions: [],
      ...change,
    },
  };
}

export function answered(id: string): EventBody {
  return { kind: 'request-closed', request: asRequestId(id), closing: { how: 'withdrawn', reason: 'elsewhere' } };
}

export function dangerous(id: string): EventBody {
  const facts = [{ level: 'danger' as const, code: 'deletes' as const, subject: 'rm -rf /' }];
  return asked(id, { facts, input: { command: 'rm -rf /' } });
}

const USAGE = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
const COMMAND = '00000000-0000-4000-8000-0000000000ff';

export function ended(outcome: 'done' | 'failed' | 'interrupted' = 'done'): EventBody {
  return {
    kind: 'turn-ended',
    turn: 1,
    command: COMMAND as Extract<EventBody, { kind: 'turn-ended' }>['command'], // a UUID
    outcome,
    costUsd: 0.42,
    totalCostUsd: 0.42,
    usage: USAGE,
    durationMs: 720_000,
    rounds: 1,
    ...(outcome === 'failed' ? { error: { code: 'claude_error' as const, error: 'The model refuses.' } } : {}),
  };
}
