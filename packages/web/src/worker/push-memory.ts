import { answered, completed, openDatabase } from '../offline/database.ts';

/** What notifications keep on this device: denials that are not sent, and how the hub knows the device. */
export interface KeptDenial {
  /** `session request`: there is one for each request. */
  readonly id: string;
  readonly session: string;
  readonly request: string;
  /** The id of the command (`denialKey`). */
  readonly key: string;
  /** Unix ms by the hub's clock, after which it must not be delivered any more. */
  readonly expiresAt: number;
}

/** What the page told the hub of this device, so that the worker can say it again. */
interface KnownDevice {
  readonly language: 'en' | 'ko';
  readonly device: string;
}

export interface PushMemory {
  /** The first one stays: a second tap is the same denial. Resolves with what is kept, when it is on disk. */
  keep(denial: KeptDenial): Promise<KeptDenial>;
  denials(): Promise<readonly KeptDenial[]>;
  remove(id: string): Promise<void>;
  device(): Promise<KnownDevice | null>;
  setDevice(device: KnownDevice | null): Promise<void>;
}

export const PUSH_DATABASE = 'claude-remote-push';
const DENIALS = 'denials';
const DEVICE = 'device';
const THIS = 'this';

/** Opened anew for each use: a worker lives for seconds, and a sign-out may delete the database at any time. */
export function pushMemory(databases: IDBFactory): PushMemory {
  async function within<Result>(
    mode: IDBTransactionMode,
    act: (transaction: IDBTransaction) => Promise<Result>,
  ): Promise<Result> {
    const database = await openDatabase(databases, {
      name: PUSH_DATABASE,
      tables: { [DENIALS]: 'id', [DEVICE]: null },
    });
    try {
      const transaction = database.transaction([DENIALS, DEVICE], mode, { durability: 'strict' });
      const [result] = await Promise.all([act(transaction), completed(transaction)]);
      return result;
    } finally {
      database.close();
    }
  }
  return {
    keep: (denial) =>
      within('readwrite', async (transaction) => {
        const table = transaction.objectStore(DENIALS);
        const known: KeptDenial | undefined = await answered(table.get(denial.id));
        if (known) return known;
        table.put(denial);
        return denial;
      }),
    denials: () =>
      within<KeptDenial[]>('readonly', (transaction) => answered(transaction.objectStore(DENIALS).getAll())),
    remove: (id) => within('readwrite', (transaction) => answered(transaction.objectStore(DENIALS).delete(id))),
    device: () =>
      within('readonly', async (transaction) => {
        const known: KnownDevice | undefined = await answered(transaction.objectStore(DEVICE).get(THIS));
        return known ?? null;
      }),
    setDevice: (device) =>
      within('readwrite', async (transaction) => {
        const table = transaction.objectStore(DEVICE);
        if (device) await answered(table.put(device, THIS));
        else await answered(table.delete(THIS));
      }),
  };
}
