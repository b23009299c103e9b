import {
  DEFAULT_PREFERENCES,
  type Notice,
  type NotificationPreferences,
  notificationPreferences,
  type SessionId,
} from '@claude-remote/protocol';
import Database from 'better-sqlite3';
import { LOGIN_IDLE_MS } from '../access/logins.ts';
import type { Role } from '../access/principal.ts';
import type { AttentionStore, Item, OutboxPush, Person, Subscription } from './store.ts';

/**
 * Attention's tables in `access.sqlite`, beside the accounts and logins that they end with. The access store has made and
 * migrated the file. Writes are few: what people are told is bounded by the pace.
 */
export function openAttentionStore(path: string): AttentionStore {
  const database = new Database(path, { timeout: BUSY_MS, fileMustExist: true });
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('secure_delete = ON'); // what was asked in a deleted session is gone from the file too
  return {
    ...subscriptionStore(database),
    ...preferenceStore(database),
    ...positionStore(database),
    ...itemStore(database),
    ...outboxStore(database),
    transaction: (work) => database.transaction(work).immediate(),
    close: () => database.close(),
  };
}

const BUSY_MS = 1_000;
/** Devices of one person; the oldest gives way. */
const MAX_DEVICES = 20;
/** Pushes that wait for one device; the oldest gives way. */
const MAX_OUTBOX = 50;
/** Names this store's beginning among the positions; no session is called so. */
const BEGUN = '';

const COLUMNS = 'id, user, login, endpoint, p256dh, auth, language, device, created_at AS createdAt';

function subscriptionStore(database: Database.Database) {
  const living = database.prepare<[number, number], Subscription & { role: Role }>(
    `SELECT s.id, s.user, s.login, s.endpoint, s.p256dh, s.auth, s.language, s.device, s.created_at AS createdAt, u.role
     FROM push_subscriptions s JOIN logins l ON l.hash = s.login JOIN users u ON u.id = s.user
     WHERE l.expires_at > ? AND l.last_used_at > ? ORDER BY s.user, s.created_at`,
  );
  return {
    people: (now) => {
      const people = new Map<string, Person & { devices: Subscription[] }>();
      for (const { role, ...device } of living.all(now, now - LOGIN_IDLE_MS)) {
        const person = people.get(device.user) ?? { user: device.user, role, devices: [] };
        person.devices.push(device);
        people.set(device.user, person);
      }
      return [...people.values()];
    },
    subscriptionsOf: (user) =>
      database
        .prepare<[string], Subscription>(
          `SELECT ${COLUMNS} FROM push_subscriptions WHERE user = ? ORDER BY created_at, rowid`,
        )
        .all(user),
    putSubscription: (one) => database.transaction(() => putSubscription(database, one))(),
    removeSubscription: (login, endpoint) =>
      database.prepare('DELETE FROM push_subscriptions WHERE login = ? AND endpoint = ?').run(login, endpoint).changes >
      0,
    dropSubscription: (id) => {
      database.prepare('DELETE FROM push_subscriptions WHERE id = ?').run(id);
    },
  } satisfies Partial<AttentionStore>;
}

function putSubscription(database: Database.Database, one: Subscription): 'new' | 'known' | 'taken' {
  const { id, user, login, endpoint, p256dh, auth, language, device, createdAt } = one;
  const known = database
    .prepare<[string], Subscription>(`SELECT ${COLUMNS} FROM push_subscriptions WHERE endpoint = ?`)
    .get(endpoint);
  // Who knows the address but not the keys is not that device.
  if (known && known.user !== user && known.auth !== auth) return 'taken';
  if (known?.user === user) {
    database
      .prepare('UPDATE push_subscriptions SET login = ?, p256dh = ?, auth = ?, language = ?, device = ? WHERE id = ?')
      .run(login, p256dh, auth, language, device, known.id);
    return 'known';
  }
  database.prepare('DELETE FROM push_subscriptions WHERE endpoint = ?').run(endpoint);
  database
    .prepare('INSERT INTO push_subscriptions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(id, user, login, endpoint, p256dh, auth, language, device, createdAt);
  database
    .prepare(
      `DELETE FROM push_subscriptions WHERE user = ? AND id NOT IN (
         SELECT id FROM push_subscriptions WHERE user = ? ORDER BY created_at DESC, rowid DESC LIMIT ${MAX_DEVICES})`,
    )
    .run(user, user);
  return 'new';
}

function preferenceStore(database: Database.Database) {
  const read = database.prepare<[string], { body: string }>('SELECT body FROM notification_preferences WHERE user = ?');
  return {
    preferences: (user): NotificationPreferences => {
      const row = read.get(user);
      const parsed = row ? notificationPreferences.safeParse(JSON.parse(row.body)) : null;
      return parsed?.success ? parsed.data : DEFAULT_PREFERENCES;
    },
    putPreferences: (user, preferences) => {
      database
        .prepare('INSERT OR REPLACE INTO notification_preferences VALUES (?, ?)')
        .run(user, JSON.stringify(preferences));
    },
  } satisfies Partial<AttentionStore>;
}

function positionStore(database: Database.Database) {
  const put = database.prepare('INSERT OR REPLACE INTO attention_positions VALUES (?, ?)');
  return {
    positions: () => {
      const rows = database
        .prepare<[], { session: SessionId; seq: number }>('SELECT session, seq FROM attention_positions')
        .all();
      if (rows.length === 0) return null;
      return new Map(rows.filter(({ session }) => session !== BEGUN).map(({ session, seq }) => [session, seq]));
    },
    putPositions: (positions) =>
      database.transaction(() => {
        put.run(BEGUN, 0);
        for (const [session, seq] of positions) put.run(session, seq);
      })(),
  } satisfies Partial<AttentionStore>;
}

function itemStore(database: Database.Database) {
  const read = database.prepare<[string], Omit<Item, 'notice'> & { notice: string }>(
    'SELECT user, tag, session, at, notice, state FROM attention_items WHERE user = ? ORDER BY at, rowid',
  );
  const put = database.prepare(
    `INSERT INTO attention_items VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user, tag)
     DO UPDATE SET session = excluded.session, at = excluded.at, notice = excluded.notice, state = excluded.state`,
  );
  const remove = database.prepare('DELETE FROM attention_items WHERE user = ? AND tag = ?');
  return {
    // Notices were written by us from the same type.
    items: (user) => read.all(user).map((row) => ({ ...row, notice: JSON.parse(row.notice) as Notice })),
    putItem: ({ user, tag, session, at, notice, state }) => {
      put.run(user, tag, session, at, JSON.stringify(notice), state);
    },
    removeItem: (user, tag) => {
      remove.run(user, tag);
    },
    removeSession: (session) => {
      database.prepare('DELETE FROM attention_items WHERE session = ?').run(session);
    },
    forgetItems: (before) => {
      database.prepare(`DELETE FROM attention_items WHERE at < ? AND state IN ('told', 'merged')`).run(before);
    },
  } satisfies Partial<AttentionStore>;
}

function outboxStore(database: Database.Database) {
  const columns =
    'id, subscription, topic, message, urgency, expires_at AS expiresAt, next_at AS nextAt, attempts FROM push_outbox';
  return {
    addToOutbox: ({ subscription, topic, message, urgency, expiresAt, nextAt }) => {
      database
        .prepare(
          `INSERT OR REPLACE INTO push_outbox (subscription, topic, message, urgency, expires_at, next_at, attempts)
           VALUES (?, ?, ?, ?, ?, ?, 0)`,
        )
        .run(subscription, topic, message, urgency, expiresAt, nextAt);
      database
        .prepare(
          `DELETE FROM push_outbox WHERE subscription = ? AND id NOT IN (
             SELECT id FROM push_outbox WHERE subscription = ? ORDER BY id DESC LIMIT ${MAX_OUTBOX})`,
        )
        .run(subscription, subscription);
    },
    dueInOutbox: (now, limit) =>
      database
        .prepare<[number, number], OutboxPush>(`SELECT ${columns} WHERE next_at <= ? ORDER BY id LIMIT ?`)
        .all(now, limit),
    nextInOutbox: () =>
      database.prepare<[], { next: number | null }>('SELECT min(next_at) AS next FROM push_outbox').get()?.next ?? null,
    putOff: (id, nextAt) => {
      database.prepare('UPDATE push_outbox SET next_at = ?, attempts = attempts + 1 WHERE id = ?').run(nextAt, id);
    },
    removeFromOutbox: (id) => {
      database.prepare('DELETE FROM push_outbox WHERE id = ?').run(id);
    },
  } satisfies Partial<AttentionStore>;
}
