import { join } from 'node:path';
import { RemoteError } from '@claude-remote/protocol';
import { openAccessStore } from '../access/sqlite-store.ts';
import type { AccessStore } from '../access/store.ts';
import { readPrivateFile, writePrivateFile } from '../private-files.ts';
import { lockDataDirectory } from './data-lock.ts';
import type { HubParts, PartsOptions } from './hub-parts.ts';

/** Opens what a hub stands on in its data directory: lock, databases, core. Whatever fails closes what came before. */
export async function openParts({ dataDir, newId }: PartsOptions): Promise<HubParts> {
  const unlock = lockDataDirectory(dataDir);
  try {
    const store = openAccessStore(accessPath(dataDir));
    return {
      core: {
        sessions: {
          submit: async () => Promise.reject(new RemoteError('machine_away', { machine: 'of this hub' })),
          list: () => [],
          state: async () => null,
          read: async () => [],
          follow: () => () => {},
          followLive: () => () => {},
        },
        machines: {
          list: () => [],
          local: () => null,
          ask: async () => Promise.reject(new RemoteError('machine_away', { machine: 'of this hub' })),
        },
      },
      store,
      hubId: readHubId(dataDir, newId),
      acceptClient: (socket) => socket.close(1013),
      acceptRunner: (socket) => socket.close(1013),
      closeLogin: () => {},
      enroll: async () => {},
      registerApi: () => {},
      close: async () => {
        store.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** For commands that touch nothing but accounts and conversations; works beside a running hub. */
export async function withAccessStore<Value>(
  dataDir: string,
  work: (store: AccessStore) => Promise<Value>,
): Promise<Value> {
  const store = openAccessStore(accessPath(dataDir));
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

function accessPath(dataDir: string): string {
  return join(dataDir, 'access.sqlite');
}

/** Names this hub to its machines for good; not a secret. */
function readHubId(dataDir: string, newId: () => string): string {
  const path = join(dataDir, 'hub.id');
  const stored = readPrivateFile(path)?.trim();
  if (stored) return stored;
  const made = newId();
  writePrivateFile(path, `${made}\n`);
  return made;
}
