import {
  type ActorDevice,
  COMMAND_TTL_MS,
  type Command,
  type Event,
  type LiveValue,
  type MachineId,
  type Position,
  RemoteError,
  type SessionId,
  type SessionState,
  type SessionSummary,
  type StoredCommand,
} from '@claude-remote/protocol';
import { emptyState, summarize } from '@claude-remote/session';
import { actorOf, may, type Principal } from '../access/principal.ts';
import type { Sessions } from '../core.ts';
import type { EventRow, Storage } from '../storage/storage.ts';
import { checkCommand, digestOf } from './check-command.ts';
import { eventOf } from './event-rows.ts';
import { needsPassword } from './needs-password.ts';
import { OpenLogs } from './open-logs.ts';
import type { LogFollower, Receipt, SessionLog } from './session-log.ts';
import { SessionTable } from './session-table.ts';

/**
 * All sessions of this hub: commands on their way down, events on their way up, what lists show. It routes between doors
 * and machines by what it is given; it knows no sockets.
 */
export interface SessionsParts {
  readonly storage: Storage;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Whether whoever asks gave their password a moment ago. */
  readonly isFresh: (principal: Principal) => boolean;
  /** What whoever asks sits at, in words for others; null for programs. */
  readonly deviceOf: (principal: Principal) => Promise<ActorDevice | null>;
  readonly hasMachine: (machine: MachineId) => boolean;
  /** Newest event in the journal of the session's runner when it connected; null while it is away. */
  readonly sourceHead: (machine: MachineId, session: SessionId) => number | null;
  /** A command for the machine is stored. */
  readonly onCommand: (machine: MachineId, session: SessionId) => void;
  /** The runner may forget events up to `seq`. */
  readonly onStored: (machine: MachineId, session: SessionId, seq: number) => void;
  readonly onWatched: (machine: MachineId, session: SessionId, watched: boolean) => void;
  /** Storage refused events for good. */
  readonly onBroken: (machine: MachineId, session: SessionId, error: unknown) => void;
}

export interface SessionsListener {
  onSummary(summary: SessionSummary): void;
  /** It was deleted: lists show it no more. */
  onRemoved?(session: SessionId): void;
  /** Nothing of it is stored any more. */
  onForgotten?(session: SessionId): void;
  /** Somebody goes on with it. */
  onPrompt?(session: SessionId): void;
  onDelivered(session: SessionId, command: StoredCommand): void;
  /** Events up to `seq` are durable. */
  onStored?(session: SessionId, seq: number): void;
}

export class HubSessions implements Sessions {
  readonly table: SessionTable;
  private readonly parts: SessionsParts;
  private readonly logs: OpenLogs;
  private readonly listeners = new Set<SessionsListener>();

  constructor(parts: SessionsParts) {
    this.parts = parts;
    this.table = new SessionTable(parts.storage);
    this.logs = new OpenLogs(parts.storage, {
      storage: parts.storage,
      onChange: (log) => this.changed(log),
      onStored: (log, seq) => this.stored(log, seq),
      onBroken: (log, error) => {
        this.logs.forget(log.id);
        parts.onBroken(log.machine, log.id, error);
      },
      sourceHead: (log) => parts.sourceHead(log.machine, log.id),
    });
  }

  listen(listener: SessionsListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async submit(principal: Principal, command: Command): Promise<{ cseq: number; fresh: boolean; delivered: boolean }> {
    const { id, session, body } = command;
    if (!may(principal, body.kind === 'start' ? 'start-session' : 'drive')) throw new RemoteError('forbidden');
    checkCommand(body);
    // Before anything is looked up: what one socket submits is stored in its order.
    const by = actorOf(principal, await this.parts.deviceOf(principal));
    if (this.table.get(session) && !this.table.shown(session)) throw new RemoteError('session_not_found', { session });
    const at = this.parts.now();
    const logOf = () => (this.table.get(session) === null ? null : this.logs.get(session));
    const confirmed = this.parts.isFresh(principal) || !needsPassword(body, logOf);
    const creates = body.kind === 'start' ? this.creation(session, body, at) : null;
    // Whether the session exists is storage's to say: its start may be on the way to the disk right before this.
    const answer = await this.parts.storage.addCommand({
      id,
      session,
      digest: digestOf(command),
      body,
      by,
      at,
      expiresAt: command.expiresAt ?? at + COMMAND_TTL_MS,
      creates,
      onlyAgain: !confirmed,
    });
    if (!answer.ok) throw new RemoteError(answer.code, { session, id });
    if (creates) this.table.created(session, creates.machine, creates.summary);
    this.table.commandStored(session, answer.cseq);
    if (answer.fresh) this.announce(session, creates !== null);
    if (body.kind === 'prompt') for (const listener of this.listeners) listener.onPrompt?.(session);
    const { cseq, fresh } = answer;
    return { cseq, fresh, delivered: (this.table.get(session)?.delivered ?? 0) >= cseq };
  }

  list(principal: Principal): SessionSummary[] {
    return may(principal, 'read') ? this.table.summaries() : [];
  }

  async state(session: SessionId): Promise<SessionState | null> {
    return this.table.shown(session) ? this.log(session).state : null;
  }

  async read(session: SessionId, { after, limit }: { after: number; limit: number }): Promise<Event[]> {
    return this.log(session).rows(after, limit).map(eventOf);
  }

  follow(session: SessionId, listener: (events: Event[], head: Position) => void): () => void {
    return this.followLog(session, {
      ...UNINTERESTED,
      onEvents: (_, events) => listener([...events], this.log(session).head),
    });
  }

  followLive(session: SessionId, listener: () => void): () => void {
    return this.followLog(session, { ...UNINTERESTED, onLive: () => listener() });
  }

  /** Follows a session's log; its machine learns whether anybody looks. Throws `session_not_found`. */
  followLog(session: SessionId, follower: LogFollower): () => void {
    const log = this.log(session);
    const first = !log.watched;
    const stop = log.follow(follower);
    if (first) this.parts.onWatched(log.machine, session, true);
    return () => {
      stop();
      if (!log.watched) this.parts.onWatched(log.machine, session, false);
    };
  }

  /** Throws `session_not_found`. */
  log(session: SessionId): SessionLog {
    if (!this.table.shown(session)) throw new RemoteError('session_not_found', { session });
    return this.logs.get(session);
  }

  /** What lists show of it changed. */
  tell(session: SessionId): void {
    const entry = this.table.get(session);
    if (!entry) return;
    for (const listener of this.listeners) {
      if (entry.deleteAt === null) listener.onSummary(entry.summary);
      else listener.onRemoved?.(session);
    }
  }

  /** Nothing of it is known here any more; whoever still follows its log hears nothing more. */
  forget(session: SessionId): void {
    this.table.forget(session);
    this.logs.forget(session);
  }

  /** Its log is gone from the disk too. */
  tellForgotten(session: SessionId): void {
    for (const listener of this.listeners) listener.onForgotten?.(session);
  }

  /** The runner fsynced every command up to `cseq`. */
  async delivered(machine: MachineId, session: SessionId, cseq: number): Promise<void> {
    const entry = this.table.of(machine, session);
    if (!entry || cseq <= entry.delivered || cseq > entry.cseq) return;
    const commands = this.parts.storage.commands(session, { after: entry.delivered, upTo: cseq });
    entry.delivered = cseq;
    await this.parts.storage.markDelivered(session, cseq);
    for (const command of commands) for (const listener of this.listeners) listener.onDelivered(session, command);
  }

  /** A batch from a runner. Null when this hub does not know the session as one of that machine. */
  receive(machine: MachineId, session: SessionId, events: readonly Event[]): Receipt | null {
    return this.table.of(machine, session) ? this.logs.get(session).receive(events) : null;
  }

  /** What the hub has after `after`, stored or not; nothing of another machine's session. */
  *beyond(machine: MachineId, { session, after }: { session: SessionId; after: number }): Iterable<EventRow[]> {
    if (this.table.of(machine, session)) yield* this.logs.get(session).after(after);
  }

  receiveLive(machine: MachineId, session: SessionId, values: readonly LiveValue[]): void {
    if (this.table.of(machine, session)) this.logs.get(session).receiveLive(values);
  }

  /** A runner's link came or went. */
  sourceChanged(machine: MachineId): void {
    for (const log of this.logs.all()) if (log.machine === machine) log.sourceChanged();
  }

  /** Sessions of the machine that somebody looks at. */
  watched(machine: MachineId): SessionId[] {
    return [...this.logs.all()].filter((log) => log.machine === machine && log.watched).map((log) => log.id);
  }

  private announce(session: SessionId, created: boolean): void {
    const entry = this.table.get(session);
    if (!entry) return;
    if (created) this.tell(session);
    this.parts.onCommand(entry.machine, session);
  }

  private changed(log: SessionLog): void {
    const entry = this.table.get(log.id);
    if (!entry) return;
    entry.summary = summarize(log.state, entry.summary);
    if (entry.deleteAt === null) this.tell(log.id);
  }

  private stored(log: SessionLog, seq: number): void {
    const entry = this.table.get(log.id);
    if (entry) entry.stored = seq;
    this.parts.onStored(log.machine, log.id, seq);
    for (const listener of this.listeners) listener.onStored?.(log.id, seq);
  }

  private creation(session: SessionId, body: StartBody, at: number) {
    const { machine, workspace = '', title = '', settings } = body;
    if (!this.parts.hasMachine(machine)) throw new RemoteError('machine_not_found', { machine });
    const begun = { ...emptyState(session), machine, workspace, title, createdAt: at, updatedAt: at };
    const mode = settings?.mode ?? begun.settings.mode;
    return { machine, summary: summarize({ ...begun, settings: { ...settings, mode } }) };
  }
}

type StartBody = Extract<StoredCommand['body'], { kind: 'start' }>;

const UNINTERESTED: LogFollower = {
  onEvents: () => {},
  onStored: () => {},
  onLive: () => {},
  onSource: () => {},
  onBroken: () => {},
};
