import type { Clock } from '@claude-remote/link';
import {
  type CommandBody,
  type CommandId,
  type EventBody,
  type LiveValue,
  type PermissionMode,
  RemoteError,
  type SessionId,
  type Settings,
  type StoredCommand,
} from '@claude-remote/protocol';
import { type DecideContext, isStarted, type StartPlan } from '@claude-remote/session';
import type { WorktreeAsk, WorktreeMade } from '../changes/make-worktree.ts';
import type { RemovalAsk } from '../changes/remove-worktree.ts';
import type { ClaudeDriver, Rewound } from '../claude/driver.ts';
import type { Journals } from '../journal/journals.ts';
import type { SessionJournal } from '../journal/session-journal.ts';
import { checkDirectory as checkOnDisk, type DirectoryCheck, type Policy } from '../policy/policy.ts';
import type { Redactor } from '../redact/redact.ts';
import type { Patience } from './deadline.ts';
import type { Input } from './inputs.ts';
import { SessionActor } from './session-actor.ts';

/**
 * All sessions of this machine, one actor each. Takes commands in, makes them durable, and hands them to their session;
 * says when there is something to send. It knows no connection and no hub.
 */
export class Supervisor {
  private readonly parts: SupervisorParts;
  private readonly actors = new Map<SessionId, SessionActor>();
  /** One chain per session, so that commands reach the actor in the hub's order. */
  private readonly intake = new Map<SessionId, Promise<void>>();
  /** Until then nothing new is acted on: a session's first word is where it was left. */
  private begun: Promise<void> = Promise.resolve();
  private hasBegun = true;
  /** How often commands of a session are in the journal and wait to be handed over. */
  private readonly unhanded = new Map<SessionId, number>();

  constructor(parts: SupervisorParts) {
    this.parts = parts;
  }

  /**
   * Takes every session up again where the runner before this one left it. Commands that come meanwhile are journalled and
   * wait: each is handed over once, by whoever found it. `ready`: not before what the hub has of the sessions is back.
   */
  begin(ready: Promise<void> = Promise.resolve()): Promise<void> {
    const left = this.parts.journals
      .all()
      .map((journal) => ({ journal, waiting: journal.memory.waiting }))
      .filter(({ journal, waiting }) => isStarted(journal.memory.state) || waiting.length > 0);
    this.hasBegun = false;
    this.begun = ready
      .then(() => this.takeUp(left))
      .then(() => {
        this.hasBegun = true;
      });
    return this.begun;
  }

  private async takeUp(left: readonly LeftBehind[]): Promise<void> {
    const held = new Map((await this.parts.driver.held()).map((claude) => [claude.session, claude]));
    for (const { journal, waiting } of left) {
      const actor = await this.actor(journal.session);
      actor.post({ type: 'begin', held: held.get(journal.session) ?? null });
      await this.hand(actor, waiting);
    }
  }

  /**
   * Commands from the hub, in order; resolves with the newest number once everything up to it is synced here. Commands
   * that are here already are not acted on again. Rejects with a `CommandGap`.
   */
  takeCommands(session: SessionId, commands: readonly StoredCommand[]): Promise<number> {
    return this.inOrder(session, async () => {
      const actor = await this.actor(session);
      const { journal } = actor;
      const known = journal.memory.cseq;
      const fresh = commands.filter((command) => command.cseq > known);
      const gap = fresh.findIndex((command, i) => command.cseq !== known + 1 + i);
      if (gap >= 0) throw new CommandGap(session, known + 1 + gap);
      if (this.mayTakeNow(session, fresh)) await this.takeNow(actor, fresh);
      else await this.takeLater(actor, fresh);
      return journal.memory.cseq;
    });
  }

  /** What a start needs may do something on the machine: that it is wanted is written down before. */
  private mayTakeNow(session: SessionId, commands: readonly StoredCommand[]): boolean {
    return this.hasBegun && !this.unhanded.has(session) && commands.every(({ body }) => body.kind !== 'start');
  }

  /** Resolves when they are synced; they are handed over when everything before them was. */
  private async takeLater(actor: SessionActor, commands: readonly StoredCommand[]): Promise<void> {
    const { session } = actor.journal;
    this.unhanded.set(session, (this.unhanded.get(session) ?? 0) + 1);
    await actor.journal.addCommands(commands);
    void this.inOrder(session, async () => {
      try {
        await this.begun;
        await this.hand(actor, commands);
      } finally {
        const left = (this.unhanded.get(session) ?? 1) - 1;
        if (left > 0) this.unhanded.set(session, left);
        else this.unhanded.delete(session);
      }
    });
  }

  /** Commands and what is decided about the first go to the disk together: nothing happens in between. */
  private async takeNow(actor: SessionActor, commands: readonly StoredCommand[]): Promise<void> {
    const { journal } = actor;
    const inputs: Input[] = [];
    for (const command of commands) {
      inputs.push({ type: 'command', command, context: await this.contextOf(journal.session, command) });
    }
    const synced = journal.addCommands(commands);
    actor.post(...inputs);
    await synced;
  }

  /** The session was deleted: its Claude ends, and nothing of it stays in the journals. */
  forget(session: SessionId): Promise<void> {
    return this.inOrder(session, async () => {
      await this.begun;
      await this.actors.get(session)?.end();
      this.actors.delete(session);
      await this.parts.journals.forget(session);
    });
  }

  private async hand(actor: SessionActor, commands: readonly StoredCommand[]): Promise<void> {
    for (const command of commands) {
      const context = await this.contextOf(actor.journal.session, command);
      actor.post({ type: 'command', command, context });
    }
  }

  private inOrder<Result>(session: SessionId, work: () => Promise<Result>): Promise<Result> {
    const done = (this.intake.get(session) ?? Promise.resolve()).then(work);
    this.intake.set(
      session,
      done.then(
        () => undefined,
        () => undefined, // whoever asked hears of it; the next work goes on
      ),
    );
    return done;
  }

  /** What putting files back would change. Throws `session_not_found`, `turn_running`, `cannot_rewind`. */
  async previewRewind(session: SessionId, prompt: CommandId): Promise<Rewound> {
    const state = this.parts.journals.find(session)?.memory.state;
    if (!state || !isStarted(state)) throw new RemoteError('session_not_found', { session });
    if (state.turn) throw new RemoteError('turn_running');
    return (await this.actor(session)).rewind(prompt, { preview: true });
  }

  /** Resolves when every session has dealt with what it heard; for tests and an orderly end. */
  async settled(): Promise<void> {
    await Promise.all(this.intake.values());
    await Promise.all([...this.actors.values()].map((actor) => actor.settled()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.actors.values()].map((actor) => actor.close()));
  }

  private async actor(session: SessionId): Promise<SessionActor> {
    const journal = await this.parts.journals.get(session);
    const known = this.actors.get(session);
    if (known) return known;
    const { driver, redactor, clock, patience, onEvents, onLive, onTrouble } = this.parts;
    const made: SessionActor = new SessionActor({
      journal,
      driver,
      redactor,
      clock,
      patience,
      mayOpen: async () => {
        const policy = await this.parts.policy();
        this.makeRoom(made, policy);
        return { mayBypass: policy.modes.includes('bypass') };
      },
      removeWorktree: (discard) => this.removeWorktree(journal, discard),
      onEvents: (bodies) => onEvents(session, bodies),
      onLive: (values) => onLive(session, values),
      onTrouble: (what, error) => onTrouble(`session ${session}: ${what}`, error),
    });
    this.actors.set(session, made);
    return made;
  }

  private async removeWorktree(journal: SessionJournal, discard: boolean): Promise<void> {
    const { policy, removeWorktree } = this.parts;
    if (!removeWorktree) throw new RemoteError('worktree_kept', { detail: 'this machine removes none' });
    await removeWorktree({ state: journal.memory.state, policy: await policy(), discard });
  }

  /** Ends the process that has been idle for longest when the machine's policy allows no more of them. */
  private makeRoom(asking: SessionActor, { maxSessions }: Policy): void {
    const others = [...this.actors.values()].filter((actor) => actor !== asking && actor.hasProcess);
    if (others.length < maxSessions) return;
    const idle = others
      .flatMap((actor) => ({ actor, since: actor.idleSince() }))
      .filter(({ since }) => since !== null)
      .sort((a, b) => (a.since ?? 0) - (b.since ?? 0))[0];
    if (!idle) {
      const detail = `${others.length} sessions are working already, and the policy of this machine allows ${maxSessions}`;
      throw new RemoteError('claude_error', { detail: `Claude was not started: ${detail}.` });
    }
    idle.actor.post({ type: 'overdue', what: 'idle' });
  }

  private async contextOf(session: SessionId, command: StoredCommand): Promise<DecideContext> {
    // Whoever does not ask for a mode is given none, so that a prompt waits for no file.
    if (!ASKS_POLICY.has(command.body.kind)) return { now: this.parts.now(), allowedModes: [] };
    const policy = await this.parts.policy();
    const context = { now: this.parts.now(), allowedModes: policy.modes };
    if (command.body.kind !== 'start') return context;
    const start = await this.planStart(session, command.body, policy);
    // A tree is made only for a start that will not be refused.
    const refused = !policy.modes.includes(start.ok ? start.settings.mode : 'ask') || context.now > command.expiresAt;
    const state = this.parts.journals.find(session)?.memory.state;
    const { worktree } = command.body;
    if (!worktree || !start.ok || refused || (state && isStarted(state))) return { ...context, start };
    return { ...context, start: await this.withWorktree(session, { start, policy, branch: worktree.branch }) };
  }

  private async planStart(session: SessionId, body: StartBody, policy: Policy): Promise<StartPlan> {
    const path = body.workspace ?? this.parts.defaultWorkspace;
    const check = await (this.parts.checkDirectory ?? checkOnDisk)(policy, path);
    if (!check.ok) return { ok: false, code: 'workspace_refused', details: { path, detail: check.detail } };
    const claudeSession = body.from?.how === 'resume' ? body.from.claudeSession : session;
    return { ok: true, workspace: check.path, claudeSession, settings: startSettings(body, this.parts.defaultMode) };
  }

  /** The same start in a working tree of its own. */
  private async withWorktree(session: SessionId, { start, policy, branch }: TreeAsked): Promise<StartPlan> {
    const of = start.workspace;
    const made = await this.parts.makeWorktree?.({ session, policy, directory: of, branch });
    if (made?.ok) return { ...start, workspace: made.workspace, worktree: { branch, of } };
    const detail = made?.detail ?? 'this machine makes none';
    return { ok: false, code: 'worktree_failed', details: { path: of, detail } };
  }
}

interface TreeAsked {
  readonly start: Extract<StartPlan, { ok: true }>;
  readonly policy: Policy;
  readonly branch: string;
}

/** Commands that may ask for a mode or a directory. */
const ASKS_POLICY = new Set<CommandBody['kind']>(['start', 'answer', 'change-settings']);

type StartBody = Extract<StoredCommand['body'], { kind: 'start' }>;

/** A session as the runner before this one left it, with the commands that it had not acted on. */
interface LeftBehind {
  readonly journal: SessionJournal;
  readonly waiting: readonly StoredCommand[];
}

function startSettings(body: StartBody, mode: PermissionMode): Settings {
  const { settings = {} } = body;
  return {
    mode: settings.mode ?? mode,
    ...(settings.model !== undefined && { model: settings.model }),
    ...(settings.effort !== undefined && { effort: settings.effort }),
  };
}

/** The hub left a command out; it sends from the right place when the link opens again. */
export class CommandGap extends Error {
  constructor(session: SessionId, wanted: number) {
    super(`commands of session ${session} do not go on at ${wanted}`);
    this.name = 'CommandGap';
  }
}

export interface SupervisorParts {
  readonly journals: Journals;
  readonly driver: ClaudeDriver;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** Unix ms. */
  readonly now: () => number;
  readonly patience: Patience;
  /** What the machine allows right now; nothing when its file cannot be understood. */
  readonly policy: () => Promise<Policy>;
  /** Absent: by the machine's own file system. */
  readonly checkDirectory?: (policy: Policy, path: string) => Promise<DirectoryCheck>;
  /** Absent: none can be made. */
  readonly makeWorktree?: (ask: WorktreeAsk) => Promise<WorktreeMade>;
  /** Absent: none can be removed. Throws `worktree_kept`, `worktree_unsaved`. */
  readonly removeWorktree?: (ask: RemovalAsk & { discard: boolean }) => Promise<void>;
  readonly defaultWorkspace: string;
  readonly defaultMode: PermissionMode;
  readonly onEvents: (session: SessionId, bodies: readonly EventBody[]) => void;
  readonly onLive: (session: SessionId, values: readonly LiveValue[]) => void;
  readonly onTrouble: (what: string, error: unknown) => void;
}
