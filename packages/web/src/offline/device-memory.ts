import type { Client, RememberedSession } from '@claude-remote/client';
import type { SessionId } from '@claude-remote/protocol';
import { KNOWN } from '../state/drafts.ts';
import { Keeper, type KeeperOptions } from './keeper.ts';
import { knownIn } from './known.ts';
import { openSealedStore } from './sealed-store.ts';

/** What one person's sessions looked like when this device last heard of them; gone with the person. */
export interface DeviceMemory {
  /** Null when nothing is remembered. */
  recall(id: SessionId): Promise<RememberedSession | null>;
  /** Shows the client what is remembered, and keeps what it learns. */
  attach(client: Client): void;
  /** Unix ms at which the hub was last heard; null before the first time. */
  heardAt(): number | null;
  /** Keeps nothing more and lets go of the database, so that it can be deleted. */
  forget(): Promise<void>;
}

export interface DeviceMemoryOptions extends KeeperOptions {
  readonly databases: IDBFactory;
  readonly crypto: Crypto;
  readonly owner: string;
}

const LIMITS = { items: 31, bytes: 20_000_000 };

export function deviceMemory(options: DeviceMemoryOptions): DeviceMemory {
  const { databases, crypto, owner } = options;
  const opened = openSealedStore({ databases, crypto, owner, name: KNOWN, limits: LIMITS });
  // Without a database, as in some private windows, nothing is remembered and nothing is wrong.
  const known = opened.then(knownIn).catch(() => null);
  const keepers: Keeper[] = [];
  return {
    async recall(id) {
      return (await known)?.session(id) ?? null;
    },
    attach(client) {
      keepers.push(new Keeper(client, known, options));
      known
        .then((found) => found?.overview())
        .then((overview) => overview && client.remind(overview))
        .catch(() => {}); // unreadable: the hub tells
    },
    heardAt: () => keepers.at(-1)?.heardAt ?? null,
    async forget() {
      for (const keeper of keepers) keeper.stop();
      await opened.then((store) => store.close()).catch(() => {});
    },
  };
}
