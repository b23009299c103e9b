import type { Client, Clock, Connection, Delivery, Overview, SessionView } from '@claude-remote/client';
import type { CommandBody, SessionId } from '@claude-remote/protocol';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Drafts } from './drafts.ts';
import type { HubHttp, User } from './hub-http.ts';

/** What screens are given: everything they read and everything they can do goes through here. */
export interface Hub {
  readonly client: Client;
  /** As the client's own, at a pace that screens can follow. */
  readonly subscribe: Client['subscribe'];
  readonly http: HubHttp;
  readonly drafts: Drafts;
  /** The link's clock, in which connection ages are measured. */
  readonly clock: Clock;
  readonly user: User;
  readonly storage: Storage;
  readonly newId: () => string;
  /** Unix ms at which the hub was last heard; null before the first time. */
  readonly heardAt: () => number | null;
  readonly onSignOut: () => void;
}

const HubContext = createContext<Hub | null>(null);
export const HubProvider = ({ hub, children }: { hub: Hub; children: ReactNode }) => (
  <HubContext value={hub}>{children}</HubContext>
);

export function useHub(): Hub {
  const hub = use(HubContext);
  if (!hub) throw new Error('useHub outside HubProvider');
  return hub;
}

export function useConnection(): Connection {
  const { client, subscribe } = useHub();
  const read = useCallback(() => client.connection(), [client]);
  return useSyncExternalStore(subscribe, read);
}

export function useOverview(): Overview {
  const { client, subscribe } = useHub();
  const read = useCallback(() => client.overview(), [client]);
  return useSyncExternalStore(subscribe, read);
}

/** One session, followed as long as the screen shows it; null until the first answer. */
export function useSession(id: SessionId): SessionView | null {
  const { client, subscribe } = useHub();
  useEffect(() => {
    client.open(id);
    return () => client.close(id);
  }, [client, id]);
  const read = useCallback(() => client.session(id), [client, id]);
  return useSyncExternalStore(subscribe, read);
}

/** Commands on their way, of one session or of all; the same list until one of them changed. */
export function usePending(session?: SessionId): readonly Delivery[] {
  const { client, subscribe } = useHub();
  const read = useMemo(() => {
    let last: readonly Delivery[] = [];
    return () => {
      const next = client.pending(session);
      if (next.length !== last.length || next.some((delivery, index) => delivery !== last[index])) last = next;
      return last;
    };
  }, [client, session]);
  return useSyncExternalStore(subscribe, read);
}

/** How this device's own answer to a request fares; null when it gave none. */
export function useAnswer(request: string | null): Delivery | null {
  const { client, subscribe } = useHub();
  const read = useCallback(() => (request === null ? null : client.answerTo(request)), [client, request]);
  return useSyncExternalStore(subscribe, read);
}

export function useSubmit(session: SessionId): (body: CommandBody) => void {
  const { client } = useHub();
  return useCallback((body) => void client.submit(session, body), [client, session]);
}
