/** The browser's database, as promises. Used by what is kept for later without the hub. */
export function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser refused its database'));
  });
}

export function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the browser gave its transaction up'));
  });
}

export interface OpenDatabaseOptions {
  readonly name: string;
  /** Tables with the field that is their key; null: keys are given with each item. */
  readonly tables: Readonly<Record<string, string | null>>;
  /** It was deleted from elsewhere, at sign-out: this connection is closed. */
  readonly onGone?: () => void;
}

export async function openDatabase(databases: IDBFactory, options: OpenDatabaseOptions): Promise<IDBDatabase> {
  const request = databases.open(options.name, 1);
  request.onupgradeneeded = () => {
    for (const [table, keyPath] of Object.entries(options.tables)) request.result.createObjectStore(table, { keyPath });
  };
  const database = await answered(request);
  database.onversionchange = () => {
    database.close();
    options.onGone?.();
  };
  return database;
}
