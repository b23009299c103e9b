import type { Notice, NotificationPreferences, SessionId } from '@claude-remote/protocol';
import type { Role } from '../access/principal.ts';
import type { DeviceKeys } from './encrypt.ts';

/**
 * What attention keeps: who hears on which device, what they were told, what is on its way. Every write is durable when it
 * returns. Times are Unix milliseconds.
 */
export interface AttentionStore {
  /** Devices of living logins, by person. `now`: logins that are over by then do not count. */
  people(now: number): Person[];
  subscriptionsOf(user: string): Subscription[];
  /** A device that subscribes again, or under another login, is the same device. `taken`: it is somebody else's. */
  putSubscription(subscription: Subscription): 'new' | 'known' | 'taken';
  /** True when the login had such a device. */
  removeSubscription(login: string, endpoint: string): boolean;
  /** The push service says that the device is gone. */
  dropSubscription(id: string): void;

  preferences(user: string): NotificationPreferences;
  putPreferences(user: string, preferences: NotificationPreferences): void;

  /** Newest event of each session that was looked at; null before the first look of all. */
  positions(): Map<SessionId, number> | null;
  putPositions(positions: ReadonlyMap<SessionId, number>): void;

  items(user: string): Item[];
  putItem(item: Item): void;
  removeItem(user: string, tag: string): void;
  /** What was asked and happened in a session that was deleted; not how far it was looked at, for it may come back. */
  removeSession(session: SessionId): void;
  /** Those told before `before` that nobody can settle any more. */
  forgetItems(before: number): void;

  /** One row for each device and topic: a newer one takes the place of the older. */
  addToOutbox(push: Omit<OutboxPush, 'id' | 'attempts'>): void;
  dueInOutbox(now: number, limit: number): OutboxPush[];
  nextInOutbox(): number | null;
  putOff(id: number, nextAt: number): void;
  removeFromOutbox(id: number): void;

  /** All of it or nothing. */
  transaction(work: () => void): void;
  close(): void;
}

export interface Person {
  readonly user: string;
  readonly role: Role;
  readonly devices: readonly Subscription[];
}

export interface Subscription extends DeviceKeys {
  readonly id: string;
  readonly user: string;
  /** The browser login that it belongs to: it ends with it. */
  readonly login: string;
  readonly endpoint: string;
  readonly language: 'en' | 'ko';
  /** Name for people, such as `Chrome on Android`. */
  readonly device: string;
  readonly createdAt: number;
}

/** Something that a person hears, or heard, of. */
export interface Item {
  readonly user: string;
  /** Names the notification on devices. */
  readonly tag: string;
  readonly session: SessionId;
  /** When it happened, by this hub's clock. */
  readonly at: number;
  readonly notice: Notice;
  /** `held` by quiet hours; `merged`: told together with others. */
  readonly state: 'waiting' | 'held' | 'told' | 'merged';
}

export interface OutboxPush {
  readonly id: number;
  /** A device. */
  readonly subscription: string;
  readonly topic: string;
  /** A `PushMessage` as JSON. */
  readonly message: string;
  readonly urgency: 'low' | 'normal' | 'high';
  readonly expiresAt: number;
  readonly nextAt: number;
  readonly attempts: number;
}
