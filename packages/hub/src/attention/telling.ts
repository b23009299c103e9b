import type { Clock } from '@claude-remote/link';
import type { SessionId, SessionSummary } from '@claude-remote/protocol';
import { may } from '../access/principal.ts';
import { type Happening, noticeOfRequest } from './happenings.ts';
import {
  asks,
  type Message,
  messageOfOne,
  messageOfSeveral,
  SEVERAL_TAG,
  tagOfEnd,
  tagOfLimit,
  tagOfRequest,
} from './messages.ts';
import { paceOf, type TellingPace } from './pace.ts';
import type { PushOutbox } from './push-outbox.ts';
import { quietEnds } from './quiet-hours.ts';
import type { AttentionStore, Item, Person, Subscription } from './store.ts';
import { heldNow, wants } from './wishes.ts';

/**
 * Turns what happened into what each person is told: by their wishes, in their pace, and taken back when it is settled.
 * How pushes travel is the outbox's.
 */
export interface TellingParts {
  readonly store: AttentionStore;
  readonly outbox: PushOutbox;
  readonly clock: Clock;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly summary: (session: SessionId) => SessionSummary | null;
  readonly machineName: (machine: SessionSummary['machine']) => string;
  /** Requests that wait, in all sessions. */
  readonly badge: () => number;
  /** Whether the device's page shows that session right now. */
  readonly looksAt: (login: string, session: SessionId) => boolean;
}

/** Collects what happens together before anybody is disturbed. */
const SETTLE_MS = 1_000;
/** What was told and cannot be settled any more is forgotten after that. */
const FORGET_MS = 7 * 86_400_000;

export class Telling {
  private readonly parts: TellingParts;
  private readonly paces = new Map<string, TellingPace>();
  /** By person, when they are next told. */
  private readonly timers = new Map<string, { at: number; cancel: () => void }>();
  private stopped = false;

  constructor(parts: TellingParts) {
    this.parts = parts;
  }

  /** What waits since before the start, or was held by quiet hours. */
  begin(): void {
    const { store, now } = this.parts;
    store.forgetItems(now() - FORGET_MS);
    for (const person of store.people(now())) this.plan(person.user, now() + SETTLE_MS);
  }

  stop(): void {
    this.stopped = true;
    for (const { cancel } of this.timers.values()) cancel();
    this.timers.clear();
  }

  /** Stores what each person is to hear of it. Inside a transaction of the caller's. */
  note(session: SessionId, found: readonly Happening[]): void {
    const { store, now } = this.parts;
    for (const person of store.people(now())) {
      const known = new Map(store.items(person.user).map((item) => [item.tag, item]));
      const gone: string[] = [];
      for (const happening of found) this.noteOne(person, { session, happening, known, gone });
      this.takeBack(person, known, gone);
    }
  }

  /** The session was deleted: nothing of it is told, or stays on devices. */
  forget(session: SessionId): void {
    const { store, now, outbox } = this.parts;
    store.transaction(() => {
      for (const person of store.people(now())) {
        const known = new Map(store.items(person.user).map((item) => [item.tag, item]));
        const its = [...known.values()].filter((item) => item.session === session);
        this.takeBack(
          person,
          known,
          its.map(({ tag }) => tag),
        );
      }
      store.removeSession(session);
    });
    outbox.wake();
  }

  /** After the transaction: tells soon. */
  tellSoon(): void {
    const { store, now } = this.parts;
    for (const { user } of store.people(now())) this.plan(user, now() + SETTLE_MS);
    this.parts.outbox.wake();
  }

  private noteOne(person: Person, { session, happening, known, gone }: Noting): void {
    switch (happening.what) {
      case 'asked': {
        const { request } = happening;
        this.put(person, { session, known, tag: tagOfRequest(session, request.id), notice: noticeOfRequest(request) });
        return;
      }
      case 'settled':
        gone.push(tagOfRequest(session, happening.request));
        return;
      case 'turn-began':
        // A session that works again has not finished; what stands on devices is replaced when it has.
        this.drop(person.user, known, tagOfEnd(session));
        return;
      case 'ended':
        this.put(person, { session, known, tag: tagOfEnd(session), notice: happening.notice });
        return;
      case 'limit': {
        const machine = this.parts.summary(session)?.machine ?? '';
        const tag = tagOfLimit(machine, happening.notice);
        if (!known.has(tag)) this.put(person, { session, known, tag, notice: happening.notice });
      }
    }
  }

  private put({ user }: Person, { known, ...what }: Pick<Item, 'tag' | 'session' | 'notice'> & { known: Known }): void {
    const item: Item = { user, ...what, at: Math.floor(this.parts.now()), state: 'waiting' };
    this.parts.store.putItem(item);
    known.set(item.tag, item);
  }

  private drop(user: string, known: Known, tag: string): void {
    this.parts.store.removeItem(user, tag);
    known.delete(tag);
  }

  /** Settled requests: those nobody heard of are forgotten, the others leave every device. */
  private takeBack(person: Person, known: Known, gone: readonly string[]): void {
    const on = gone.map((tag) => known.get(tag)).filter((item) => item !== undefined);
    for (const { tag } of on) this.drop(person.user, known, tag);
    const merged = on.some(({ state }) => state === 'merged');
    const lastOfMany = merged && ![...known.values()].some((item) => item.state === 'merged' && asks(item));
    const tags = [
      ...on.filter(({ state }) => state === 'told').map(({ tag }) => tag),
      ...(lastOfMany ? [SEVERAL_TAG] : []),
    ];
    for (const tag of tags.slice(0, MAX_CLOSED))
      this.send(person.devices, { type: 'close', tags: [tag], badge: this.parts.badge() });
  }

  private plan(user: string, at: number): void {
    if (this.stopped) return;
    const planned = this.timers.get(user);
    if (planned && planned.at <= at) return;
    planned?.cancel();
    const cancel = this.parts.clock.timer(Math.min(at - this.parts.now(), MAX_TIMER_MS), () => {
      this.timers.delete(user);
      this.tell(user);
    });
    this.timers.set(user, { at, cancel });
  }

  private tell(user: string): void {
    const { store, now } = this.parts;
    const person = store.people(now()).find((one) => one.user === user);
    if (!person) return;
    store.transaction(() => this.tellPerson(person));
    this.parts.outbox.wake();
  }

  private tellPerson(person: Person): void {
    const { store, now } = this.parts;
    const preferences = store.preferences(person.user);
    const all = store.items(person.user);
    const fresh = all
      .filter((item) => item.state === 'waiting' || item.state === 'held')
      .filter((item) => this.isNews(item, preferences));
    const ready = fresh.filter(({ notice }) => !heldNow(preferences, notice.kind, now()));
    for (const item of fresh) {
      if (!ready.includes(item) && item.state !== 'held') store.putItem({ ...item, state: 'held' });
    }
    if (preferences.quiet && ready.length < fresh.length) this.plan(person.user, quietEnds(preferences.quiet, now()));
    if (ready.length === 0) return;
    const asOne = ready.some(({ state }) => state === 'held');
    const pacing = paceOf(this.paces.get(person.user) ?? null, ready.length, { now: now(), asOne });
    this.paces.set(person.user, pacing.pace);
    if (pacing.how === 'one') this.tellAsOne(person, ready, all);
    else for (const item of byWeight(ready).slice(0, pacing.count)) this.tellOne(person, item, preferences.details);
    if (pacing.pace.held) this.plan(person.user, pacing.again);
  }

  /** Still wanted and still true; what is not is forgotten. */
  private isNews(item: Item, preferences: ReturnType<AttentionStore['preferences']>): boolean {
    const summary = this.parts.summary(item.session);
    const news = summary !== null && wants(preferences, item.notice.kind, summary) && isTrue(item, summary);
    if (!news) this.parts.store.removeItem(item.user, item.tag);
    return news;
  }

  private tellOne(person: Person, item: Item, details: boolean): void {
    const { store, badge, looksAt } = this.parts;
    const summary = this.parts.summary(item.session);
    const machine = summary ? this.parts.machineName(summary.machine) : '';
    const mayDecide = may({ role: person.role }, 'drive');
    store.putItem({ ...item, state: 'told' });
    const devices = person.devices.filter(({ login }) => !looksAt(login, item.session));
    this.send(devices, messageOfOne(item, { summary, machine, badge: badge(), mayDecide, details }));
  }

  private tellAsOne(person: Person, fresh: readonly Item[], all: readonly Item[]): void {
    const { store, badge, now } = this.parts;
    const before = all.filter((item) => asks(item) && (item.state === 'told' || item.state === 'merged'));
    for (const item of [...fresh, ...before]) store.putItem({ ...item, state: 'merged' });
    this.send(person.devices, messageOfSeveral([...fresh, ...before], Math.floor(now()), badge()));
  }

  private send(devices: readonly Subscription[], message: Message): void {
    for (const device of devices) this.parts.outbox.add(device, message);
  }
}

type Known = Map<string, Item>;

interface Noting {
  readonly session: SessionId;
  readonly happening: Happening;
  readonly known: Known;
  /** Tags of what was settled. */
  readonly gone: string[];
}

/** Notifications that one batch takes back; more at once were told as one. */
const MAX_CLOSED = 3;
/** Longer timers overflow; it is looked again then. */
const MAX_TIMER_MS = 86_400_000;

/** A request that is open no more, or an end after which the session went on, is no news. */
function isTrue({ notice }: Item, summary: SessionSummary): boolean {
  if ('request' in notice) return summary.requests.some(({ id }) => id === notice.request);
  if (notice.kind === 'finished') return summary.turn === null && summary.queued === 0;
  if (notice.kind === 'failed' && notice.why === 'doubt') return summary.doubts > 0;
  return true;
}

/** Dangerous first, then requests, then the rest; each in the order in which it happened. */
function byWeight(items: readonly Item[]): Item[] {
  const weight = (item: Item) => (item.notice.kind === 'danger' ? 0 : asks(item) ? 1 : 2);
  return items.toSorted((a, b) => weight(a) - weight(b));
}
