import { join } from 'node:path';
import { Search } from '../search/search.ts';
import type { HubSessions } from '../sessions/sessions.ts';
import type { HubParts, PartsOptions } from './hub-parts.ts';

/** Search over the stored log, told of everything that is stored or forgotten. */
export function openSearch(
  core: Pick<HubParts['core'], 'machines'> & { readonly sessions: HubSessions },
  { dataDir, clock, log }: Pick<PartsOptions, 'dataDir' | 'clock' | 'log'>,
): { search: Search; close: () => Promise<void> } {
  const { sessions, machines } = core;
  const search = new Search({
    hubPath: join(dataDir, 'hub.sqlite'),
    indexPath: join(dataDir, 'search.sqlite'),
    clock,
    machines: () => machines.list(),
    hidden: () => sessions.table.deleted().map(({ session }) => session),
    onTrouble: (what, error) => log.error({ err: error }, what),
  });
  const stop = sessions.listen({
    onSummary: () => {},
    onDelivered: () => {},
    onStored: (session) => search.changed(session),
    onForgotten: (session) => search.changed(session),
  });
  return {
    search,
    close: () => {
      stop();
      return search.close();
    },
  };
}
