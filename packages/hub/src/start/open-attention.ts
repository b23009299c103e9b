import { lookup } from 'node:dns/promises';
import { join } from 'node:path';
import { type Attention, createAttention } from '../attention/attention.ts';
import { postPush } from '../attention/push-post.ts';
import { openAttentionStore } from '../attention/sqlite-store.ts';
import { openVapid } from '../attention/vapid.ts';
import type { Core } from './create-core.ts';
import type { PartsOptions } from './hub-parts.ts';

/** Attention on a core. Opened after the access store, whose file it shares; closed before. */
export function openAttention(core: Core, options: PartsOptions & { readonly accessPath: string }): OpenAttention {
  const { dataDir, log, push, accessPath } = options;
  const vapid = openVapid(join(dataDir, 'push.key'), push.contact);
  const store = openAttentionStore(accessPath);
  const { sessions, machines } = core;
  const attention = createAttention({
    ...options,
    store,
    vapid,
    ownHosts: push.hosts,
    post: (one) => postPush(one, { own: push.hosts, lookup: (host) => lookup(host, { all: true }) }),
    sessions: {
      summaries: () => sessions.table.summaries(),
      summary: (session) => sessions.table.shown(session)?.summary ?? null,
      storedHead: (session) => sessions.table.get(session)?.stored ?? 0,
      // A session that was deleted has nothing more to say.
      rows: (session, after, limit) => (sessions.table.shown(session) ? sessions.log(session).rows(after, limit) : []),
    },
    machineName: (id) => machines.list().find((machine) => machine.id === id)?.name ?? id,
    looksAt: (login, session) => core.looksAt(login, session),
    onTrouble: (what, error) => log.error({ err: error }, what),
    onRefused: (what) => log.warn(what, 'a push was not taken'),
  });
  const stop = sessions.listen({
    onSummary: () => {},
    onDelivered: () => {},
    onRemoved: (session) => attention.removed(session),
    onStored: (session, seq) => attention.stored(session, seq),
  });
  return {
    attention,
    close: () => {
      stop();
      attention.stop();
      store.close();
    },
  };
}

export interface OpenAttention {
  readonly attention: Attention;
  close(): void;
}
