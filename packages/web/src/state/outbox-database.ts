import type { KeptCommand, OutboxStore } from '@claude-remote/client';
import type { CommandId } from '@claude-remote/protocol';

const TABLE = 'outbox';

/**
 * Unsent commands, and words that were refused, in this browser's own database, so that they outlive the page. Every call
 * resolves when it is on disk.
 */
export function outboxDatabase(databases: IDBFactory, name = 'claude-remote'): OutboxStore {
  let opened: Promise<IDBDatabase> | null = null;
  const database = () => {
    opened ??= open(databases, name);
    return opened;
  };
  async function within<Result>(
    mode: IDBTransactionMode,
    act: (table: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> {
    const transaction = (await database()).transaction(TABLE, mode, { durability: 'strict' });
    const request = act(transaction.objectStore(TABLE));
    await done(transaction);
    return request.result;
  }

  /** `act` is given the place at which that command stands, if there is one. */
  async function at(id: CommandId, act: (table: IDBObjectStore, key: IDBValidKey | undefined) => void): Promise<void> {
    const transaction = (await database()).transaction(TABLE, 'readwrite', { durability: 'strict' });
    const table = transaction.objectStore(TABLE);
    const found = table.index('id').getKey(id);
    found.onsuccess = () => act(table, found.result);
    await done(transaction);
  }

  return {
    /** The table counts up, so its order is the order in which commands were put. */
    load: () => within<KeptCommand[]>('readonly', (table) => table.getAll()),
    put: (command) => at(command.id, (table, key) => table.put(command, key)),
    remove: (id) => at(id, (table, key) => key !== undefined && table.delete(key)),
  };
}

/** At sign-out: what one person did not send must not be sent by the next. */
export function forgetOutbox(databases: IDBFactory, name = 'claude-remote'): Promise<void> {
  return new Promise((resolve) => {
    const request = databases.deleteDatabase(name);
    // Blocked: another tab still has it open; it is deleted when that closes.
    for (const event of ['success', 'error', 'blocked']) request.addEventListener(event, () => resolve());
  });
}

function open(databases: IDBFactory, name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = databases.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(TABLE, { autoIncrement: true }).createIndex('id', 'id', { unique: true });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error('the browser refused its database'));
  });
}

function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser gave its transaction up'));
  });
}
