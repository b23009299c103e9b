import type { Clock } from '@claude-remote/link';
import {
  asCommandId,
  asSessionId,
  type CommandBody,
  type CommandId,
  type MachineId,
  type PermissionMode,
  RemoteError,
  type Request,
  type SessionId,
  wireError,
} from '@claude-remote/protocol';
import type { Principal } from '../access/principal.ts';
import type { AccessStore } from '../access/store.ts';
import type { HubCore } from '../core.ts';
import { createLanes } from './compat-lanes.ts';
import { type TurnEnd, watchTurn } from './compat-turn.ts';

/**
 * Seed 000's conversations: a name that stands for a session, one message at a time each, several at once. Knows neither
 * HTTP nor Claude; it speaks to sessions with the same commands as every client.
 */
export interface Conversations {
  say(principal: Principal, message: Message): Promise<Said>;
}

interface Message {
  readonly conversation: string;
  readonly text: string;
  /** Claude's or our id of a session, which goes before the conversation's own. */
  readonly session: string | null;
}

export interface Said {
  readonly session: SessionId;
  readonly end: TurnEnd;
}

export interface ConversationsOptions {
  readonly core: HubCore;
  readonly store: AccessStore;
  readonly clock: Clock;
  readonly now: () => number;
  readonly newId: () => string;
  readonly mode: PermissionMode;
  /** Silence after which the turn is stopped. */
  readonly idleMs: number;
}

/** Time for a stopped turn to end, so that the next message finds the session free. */
const SETTLE_MS = 10_000;
const PREVIEW_CHARS = 100;

export function createConversations(options: ConversationsOptions): Conversations {
  const names = createLanes();
  const sessions = createLanes();
  return {
    say: (principal, message) =>
      names.run(message.conversation, async () => {
        const session = await openSession(options, principal, message);
        return sessions.run(session, () => sayIn(options, principal, { ...message, session }));
      }),
  };
}

async function sayIn(
  options: ConversationsOptions,
  principal: Principal,
  message: { conversation: string; text: string; session: SessionId },
): Promise<Said> {
  const { core, clock, idleMs } = options;
  const { session } = message;
  const submit = (body: CommandBody) =>
    core.sessions.submit(principal, { id: newCommand(options), session, body }).then(() => {});
  const state = await core.sessions.state(session);
  if (state?.paused && state.queue.length === 0) await submit({ kind: 'resume-queue' });

  const command = newCommand(options);
  const watch = watchTurn(core.sessions, { session, command }, { clock, idleMs });
  try {
    // A machine that comes back later must not begin what nobody waits for any more.
    const expiresAt = options.now() + idleMs;
    const body = { kind: 'prompt' as const, text: message.text };
    await core.sessions.submit(principal, { id: command, session, body, expiresAt });
    const end = await watch.ended;
    if (end.end === 'silent') await stopTurn(options, submit, { session, command });
    await remember(options, message, end);
    return { session, end };
  } finally {
    watch.stop();
  }
}

async function stopTurn(
  { core, clock }: ConversationsOptions,
  submit: (body: CommandBody) => Promise<void>,
  prompt: { session: SessionId; command: CommandId },
): Promise<void> {
  const watch = watchTurn(core.sessions, prompt, { clock, idleMs: SETTLE_MS });
  const state = await core.sessions.state(prompt.session);
  const queued = state?.queue.some((waiting) => waiting.command === prompt.command) ?? false;
  await submit(queued ? { kind: 'remove-queued', command: prompt.command } : { kind: 'interrupt', scope: 'turn' });
  await watch.ended;
  watch.stop();
}

/** The session that the message belongs to: named, remembered, or new; known to the hub when this resolves. */
async function openSession(
  options: ConversationsOptions,
  principal: Principal,
  { conversation, session: named }: Message,
): Promise<SessionId> {
  const stored = await options.store.conversation(conversation);
  const wanted = named ?? stored?.session ?? null;
  const session = wanted === null ? asSessionId(options.newId()) : findSession(options, principal, wanted);
  if ((await options.core.sessions.state(session)) === null) {
    const from = wanted === null ? {} : { from: { claudeSession: session, how: 'resume' as const } };
    // That nothing is asked is the machine's own default or nobody's: from here it would take a password.
    const settings = options.mode === 'bypass' ? {} : { mode: options.mode };
    await options.core.sessions.submit(principal, {
      id: newCommand(options),
      session,
      body: { kind: 'start', machine: machineFor(options.core), settings, ...from },
    });
  }
  if (stored?.session !== session) await begin(options, conversation, session);
  return session;
}

/** Our own id, or the session whose Claude id it is; an id that nobody knows may still be on the machine's disk. */
function findSession({ core }: ConversationsOptions, principal: Principal, id: string): SessionId {
  const known = core.sessions.list(principal).find((session) => session.claudeSession === id);
  return known?.id ?? asSessionId(id);
}

function machineFor(core: HubCore): MachineId {
  const machine = core.machines.local() ?? core.machines.list().find(({ online }) => online)?.id;
  if (!machine) throw new RemoteError('machine_away', { machine: 'of this hub' });
  return machine;
}

/** Before the first answer: a conversation whose first turn fails or is stopped is kept too. */
async function begin({ store, now }: ConversationsOptions, id: string, session: SessionId): Promise<void> {
  const at = now();
  await store.putConversation({ id, session, createdAt: at, lastMessageAt: at, turnCount: 0, lastMessage: '' });
}

async function remember(
  { store, now }: ConversationsOptions,
  message: { conversation: string; text: string },
  end: TurnEnd,
): Promise<void> {
  const record = await store.conversation(message.conversation);
  // Reset meanwhile: the name stands for nothing now, and stays so.
  if (!record || end.end !== 'turn' || end.turn.outcome !== 'done') return;
  const lastMessage = [...message.text].slice(0, PREVIEW_CHARS).join('');
  await store.putConversation({ ...record, lastMessageAt: now(), turnCount: end.turn.rounds, lastMessage });
}

function newCommand({ newId }: ConversationsOptions): CommandId {
  return asCommandId(newId());
}

/** Why a message got no answer, in words; null when it did. */
export function failureOf(end: TurnEnd, idleMs: number) {
  switch (end.end) {
    case 'refused':
      return end.error;
    case 'silent':
      return end.open
        ? wireError('claude_error', { detail: `${waitingFor(end.open)} Nobody answered, so the turn was stopped.` })
        : wireError('claude_silent', { seconds: Math.round(idleMs / 1000) });
    case 'turn': {
      if (end.turn.outcome === 'done') return null;
      const stopped = wireError('claude_error', { detail: 'The turn was stopped before it ended.' });
      return end.turn.error ?? stopped;
    }
  }
}

function waitingFor(request: Request): string {
  switch (request.kind) {
    case 'permission':
      return `Claude waits for permission to use ${request.toolName}; it can be given in the app.`;
    case 'question':
      return 'Claude waits for an answer to its question; it can be given in the app.';
    case 'plan':
      return 'Claude waits for its plan to be approved; that can be done in the app.';
  }
}
