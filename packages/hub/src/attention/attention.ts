import type { Clock } from '@claude-remote/link';
import {
  type NotificationPreferences,
  RemoteError,
  type SessionId,
  type SessionSummary,
} from '@claude-remote/protocol';
import { accountOf, type Principal } from '../access/principal.ts';
import type { Random } from '../access/secrets.ts';
import type { EventRow } from '../storage/storage.ts';
import { deviceKeysProblem } from './encrypt.ts';
import { endpointProblem } from './endpoint.ts';
import { type Outcome, PushOutbox } from './push-outbox.ts';
import type { PushAnswer, PushPost } from './push-post.ts';
import { EventReading } from './reading.ts';
import type { AttentionStore, Subscription } from './store.ts';
import { Telling } from './telling.ts';
import type { Vapid } from './vapid.ts';

/**
 * Tells people what needs them, or is finished, when no page of theirs is open: looks at what was stored, decides by each
 * person's wishes, and pushes to their devices. It changes nothing in sessions and is not in the way of events.
 */
export interface Attention {
  /** What browsers subscribe with. */
  readonly publicKey: string;
  /** True for a device that was not known. Throws `bad_request`, `forbidden`. */
  subscribe(principal: Principal, wish: SubscriptionWish): boolean;
  /** False when this login has no such device. */
  unsubscribe(principal: Principal, endpoint: string): boolean;
  devices(principal: Principal): Subscription[];
  preferences(principal: Principal): NotificationPreferences;
  setPreferences(principal: Principal, preferences: NotificationPreferences): void;
  /** Pushes a test to the person's own devices, or to one of them. Throws `rate_limited`. */
  test(principal: Principal, endpoint: string | null): Promise<{ device: string; outcome: Outcome }[]>;
  /** Events up to `seq` are durable. */
  stored(session: SessionId, seq: number): void;
  /** The session was deleted. */
  removed(session: SessionId): void;
  stop(): void;
}

type SubscriptionWish = Pick<Subscription, 'endpoint' | 'p256dh' | 'auth' | 'language' | 'device'>;

export interface AttentionParts {
  readonly store: AttentionStore;
  readonly vapid: Vapid;
  readonly post: (push: PushPost) => Promise<PushAnswer>;
  /** Further push services that the hub's owner named. */
  readonly ownHosts: readonly string[];
  readonly clock: Clock;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly random: Random;
  readonly newId: () => string;
  readonly sessions: WatchedSessions;
  readonly machineName: (machine: SessionSummary['machine']) => string;
  readonly looksAt: (login: string, session: SessionId) => boolean;
  readonly onTrouble: (what: string, error: unknown) => void;
  readonly onRefused: (what: { host: string; status: number | string }) => void;
}

/** What attention sees of sessions. */
interface WatchedSessions {
  summaries(): readonly SessionSummary[];
  summary(session: SessionId): SessionSummary | null;
  /** Newest stored event. */
  storedHead(session: SessionId): number;
  rows(session: SessionId, after: number, limit: number): readonly EventRow[];
}

const TEST_EVERY_MS = 5_000;

export function createAttention(parts: AttentionParts): Attention {
  const { store, sessions, now } = parts;
  const outbox = new PushOutbox(parts);
  const badge = () => sessions.summaries().reduce((sum, { requests }) => sum + requests.length, 0);
  const telling = new Telling({ ...parts, outbox, badge, summary: (session) => sessions.summary(session) });
  const reading = new EventReading(firstPositions(store, sessions), {
    ...parts,
    rows: (session, after, limit) => sessions.rows(session, after, limit),
    onFound: (session, found, seq) => {
      store.transaction(() => {
        telling.note(session, found);
        store.putPositions(new Map([[session, seq]]));
      });
      telling.tellSoon();
    },
  });
  for (const { id } of sessions.summaries()) reading.stored(id, sessions.storedHead(id));
  telling.begin();
  outbox.wake();
  const tested = new Map<string, number>();

  return {
    publicKey: parts.vapid.publicKey,
    subscribe: (principal, wish) => subscribe(parts, principal, wish),
    unsubscribe: ({ login }, endpoint) => login !== null && store.removeSubscription(login, endpoint),
    devices: (principal) => store.subscriptionsOf(accountOf(principal)),
    preferences: (principal) => store.preferences(accountOf(principal)),
    setPreferences: (principal, preferences) => {
      store.putPreferences(accountOf(principal), preferences);
      telling.tellSoon(); // what quiet hours held may be free now
    },
    test: async (principal, endpoint) => {
      const user = accountOf(principal);
      const since = now() - (tested.get(user) ?? Number.NEGATIVE_INFINITY);
      if (since >= 0 && since < TEST_EVERY_MS) throw new RemoteError('rate_limited', { seconds: TEST_EVERY_MS / 1000 });
      tested.set(user, now());
      const person = store.people(now()).find((one) => one.user === user);
      const devices = person?.devices.filter((one) => endpoint === null || one.endpoint === endpoint) ?? [];
      const message = { type: 'test', tag: 'test', at: Math.floor(now()), badge: badge() } as const;
      return Promise.all(
        devices.map(async (one) => ({ device: one.device, outcome: await outbox.sendNow(one, message) })),
      );
    },
    stored: (session, seq) => reading.stored(session, seq),
    removed: (session) => telling.forget(session),
    stop: () => {
      reading.stop();
      telling.stop();
      outbox.stop();
    },
  };
}

/** At the first start ever, all that happened before is known already. */
function firstPositions(store: AttentionStore, sessions: WatchedSessions): ReadonlyMap<SessionId, number> {
  const known = store.positions();
  if (known) return known;
  const now = new Map(sessions.summaries().map(({ id }) => [id, sessions.storedHead(id)]));
  store.putPositions(now);
  return now;
}

function subscribe(parts: AttentionParts, principal: Principal, wish: SubscriptionWish): boolean {
  // A device is a signed-in browser: it ends with its login.
  if (principal.login === null) throw new RemoteError('bad_request', { detail: 'only a signed-in browser has pushes' });
  const wrong = endpointProblem(wish.endpoint, parts.ownHosts);
  if (wrong) throw new RemoteError('bad_request', { detail: `body.endpoint: ${wrong}` });
  const keys = deviceKeysProblem(wish);
  if (keys) throw new RemoteError('bad_request', { detail: `body.keys: ${keys}` });
  const answer = parts.store.putSubscription({
    ...wish,
    id: parts.newId(),
    user: accountOf(principal),
    login: principal.login,
    createdAt: Math.floor(parts.now()),
  });
  if (answer === 'taken') throw new RemoteError('forbidden');
  return answer === 'new';
}
