import { answered, completed, openDatabase } from '../offline/database.ts';

/** What another app shared with this one, until a person says where it goes. */
export interface Shared {
  readonly text: string;
  readonly files: readonly File[];
}

/** Where it waits: at most one, the newest. Named here, so that sign-out deletes it. */
export const SHARED = 'claude-remote-shared';
const TABLE = 'shared';
const NEWEST = 'newest';

/** Null when nothing waits. */
export async function readShared(databases: IDBFactory): Promise<Shared | null> {
  const database = await open(databases);
  const found = await answered<Shared | undefined>(database.transaction(TABLE).objectStore(TABLE).get(NEWEST));
  database.close();
  return found ?? null;
}

/** Takes the place of what waited before; null: nothing waits any more. */
export async function writeShared(databases: IDBFactory, shared: Shared | null): Promise<void> {
  const database = await open(databases);
  const transaction = database.transaction(TABLE, 'readwrite');
  const table = transaction.objectStore(TABLE);
  if (shared === null) table.delete(NEWEST);
  else table.put(shared, NEWEST);
  await completed(transaction);
  database.close();
}

function open(databases: IDBFactory): Promise<IDBDatabase> {
  return openDatabase(databases, { name: SHARED, tables: { [TABLE]: null } });
}
