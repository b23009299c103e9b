import type { Attachment } from '@claude-remote/protocol';
import type { DraftKey } from './drafts.ts';

const TABLE = 'files';

/** Pictures and files of prompts that are not sent yet, on this device. Too large for where the text of drafts is kept. */
export interface DraftFiles {
  /** Empty when there are none, and when the browser gives no database. */
  read(key: DraftKey): Promise<readonly Attachment[]>;
  /** Of drafts that have any. */
  keys(): Promise<readonly DraftKey[]>;
  write(key: DraftKey, files: readonly Attachment[]): Promise<void>;
}

export function draftFiles(databases: IDBFactory, name: string): DraftFiles {
  let opened: Promise<IDBDatabase> | null = null;
  function database(): Promise<IDBDatabase> {
    opened ??= open(databases, name, () => {
      opened = null;
    });
    return opened;
  }
  return {
    async read(key) {
      const table = (await database()).transaction(TABLE).objectStore(TABLE);
      const found: unknown = await answered(table.get(key));
      return Array.isArray(found) ? (found as Attachment[]) : []; // only `write` writes here
    },
    async keys() {
      const table = (await database()).transaction(TABLE).objectStore(TABLE);
      return (await answered(table.getAllKeys())) as DraftKey[]; // only `write` makes keys
    },
    async write(key, files) {
      const table = (await database()).transaction(TABLE, 'readwrite').objectStore(TABLE);
      if (files.length === 0) await answered(table.delete(key));
      else await answered(table.put([...files], key));
    },
  };
}

function open(databases: IDBFactory, name: string, closed: () => void): Promise<IDBDatabase> {
  const request = databases.open(name, 1);
  request.onupgradeneeded = () => void request.result.createObjectStore(TABLE);
  return answered(request).then((database) => {
    // Sign-out in another tab deletes it.
    database.onversionchange = () => {
      database.close();
      closed();
    };
    return database;
  });
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser refused its database'));
  });
}
