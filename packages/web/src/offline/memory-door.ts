import type { Client, RememberedSession } from '@claude-remote/client';
import type { SessionId } from '@claude-remote/protocol';
import { KNOWN } from '../state/drafts.ts';
import type { DeviceMemory } from './device-memory.ts';

/** The way to this device's memory, whose code comes after the first screen's. */
export interface MemoryDoor {
  /** Null when nothing is remembered. */
  recall(id: SessionId): Promise<RememberedSession | null>;
  /** From now on this person's client is shown what is remembered, and what it learns is kept. */
  attach(client: Client, owner: string): void;
  /** Unix ms at which the hub was last heard by this page; null before the first time. */
  heardAt(): number | null;
  /** Forgets everything, and keeps nothing more until the next `attach`. */
  forget(): Promise<void>;
}

export interface MemoryDoorOptions {
  readonly load: (owner: string) => Promise<DeviceMemory>;
  readonly databases: IDBFactory;
}

export function memoryDoor({ load, databases }: MemoryDoorOptions): MemoryDoor {
  let memory: DeviceMemory | null = null;
  let loading: Promise<unknown> = Promise.resolve();
  async function forget(): Promise<void> {
    await memory?.forget();
    memory = null;
  }
  return {
    recall: (id) => loading.then(() => memory?.recall(id) ?? null),
    attach(client, owner) {
      // One after the other: another person's memory is gone before this one's begins.
      loading = loading
        .then(forget)
        .then(async () => {
          memory = await load(owner);
          memory.attach(client);
        })
        .catch(() => {}); // its code cannot be had now: nothing is remembered
    },
    heardAt: () => memory?.heardAt() ?? null,
    async forget() {
      loading = loading.then(forget).catch(() => {});
      await loading;
      await new Promise<void>((resolve) => {
        const request = databases.deleteDatabase(KNOWN);
        // Blocked: another tab still has it open; it is deleted when that lets go.
        for (const event of ['success', 'error', 'blocked']) request.addEventListener(event, () => resolve());
      });
    },
  };
}
