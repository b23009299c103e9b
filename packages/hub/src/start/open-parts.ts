import { join } from 'node:path';
import { deviceOf } from '../access/actor-device.ts';
import { createAudit } from '../access/audit.ts';
import { openAccessStore } from '../access/sqlite-store.ts';
import { createStepUps } from '../access/step-ups.ts';
import type { AccessStore } from '../access/store.ts';
import { StartProblem } from '../config/problem.ts';
import { registerApi } from '../doors/api.ts';
import { registerPush } from '../doors/api-push.ts';
import { registerSearch } from '../doors/api-search.ts';
import { OpenStreams } from '../doors/api-streams.ts';
import { readPrivateFile, writePrivateFile } from '../private-files.ts';
import { openSqliteStorage } from '../storage/sqlite/sqlite-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { createCore, openSocket } from './create-core.ts';
import { lockDataDirectory } from './data-lock.ts';
import type { HubParts, PartsOptions } from './hub-parts.ts';
import { openAttention } from './open-attention.ts';
import { openSearch } from './open-search.ts';

/** Opens what a hub stands on in its data directory: lock, databases, core. Whatever fails closes what came before. */
export async function openParts(options: PartsOptions): Promise<HubParts> {
  const { dataDir, newId, log } = options;
  const opened: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    opened.push(lockDataDirectory(dataDir));
    const store = openAccessStore(accessPath(dataDir));
    opened.push(() => store.close());
    const storage = openStorage(options);
    opened.push(() => storage.close());
    const hubId = readHubId(dataDir, newId);
    const stepUps = createStepUps(options.clock);
    const core = createCore({
      ...options,
      isFresh: stepUps.isFresh,
      deviceOf: (principal) => deviceOf(store, principal),
      storage,
      hub: { id: hubId, version: options.version, demo: options.demo },
      newNonce: () => options.random(32).toString('base64url'),
      onTrouble: (what, error) => log.error({ err: error }, what),
    });
    const audit = createAudit({ ...options, store });
    const { attention, close: closeAttention } = openAttention(core, { ...options, accessPath: accessPath(dataDir) });
    opened.push(closeAttention);
    const { search, close: closeSearch } = openSearch(core, options);
    opened.push(closeSearch);
    const streams = new OpenStreams(options.clock);
    return {
      core,
      store,
      stepUps,
      hubId,
      acceptClient: (socket, principal) => core.acceptClient(principal, openSocket(socket)),
      acceptRunner: (socket) => core.acceptRunner(openSocket(socket)),
      closeLogin: (login) => {
        core.closeLogin(login);
        streams.closeLogin(login);
      },
      enroll: (machine) => core.machines.enroll(machine),
      registerApi: async (app) => {
        await registerApi(app, { ...options, core, audit, streams });
        registerPush(app, { attention, audit });
        registerSearch(app, search);
      },
      leave: () => core.leave(),
      close,
    };
  } catch (error) {
    await close();
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

function openStorage({ dataDir, clock, storage = (real) => real }: PartsOptions): Storage {
  const path = join(dataDir, 'hub.sqlite');
  try {
    return storage(openSqliteStorage({ path, later: (ms, fire) => void clock.timer(ms, fire) }));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new StartProblem(`--data-dir: the database ${path} cannot be opened: ${detail}.`);
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
