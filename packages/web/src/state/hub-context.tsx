import type { Client, Clock, Connection, Delivery, Overview, SessionView } from '@claude-remote/client';
import type { CommandBody, SessionId } from '@claude-remote/protocol';
import { createContext, type ReactNode, startTransition, use, useCallback, useEffect, useMemo, useState } from 'react';
import type { Drafts } from './drafts.ts';
import type { HubHttp, User } from './hub-http.ts';
import type { Paced } from './paced.ts';

/** What screens are given: everything they read and everything they can do goes through here. */
export interface Hub {
  readonly client: Client;
  /** What the client tells, at a pace that screens can follow. */
  readonly paced: Paced;
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

/**
 * Something of the client's, drawn anew when it changed: `read` returns the same value until then, and is itself the same
 * as long as it reads the same thing. Drawn in slices between which keys and fingers are served, which is why this is
 * not `useSyncExternalStore`.
 */
function useKnown<Value>(read: () => Value): Value {
  const { subscribe, drawn } = useHub().paced;
  const [known, setKnown] = useState(() => ({ read, value: read() }));
  const value = known.read === read ? known.value : read();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `value` is where looking begins; later it is looked at itself
  useEffect(() => {
    let last = value;
    const look = () => {
      const next = read();
      if (Object.is(next, last)) return false;
      last = next;
      startTransition(() => setKnown({ read, value: next }));
      return true;
    };
    look(); // what changed since it was drawn
    return subscribe(look);
  }, [read, subscribe]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new value that stands on the screen is reported
  useEffect(drawn, [value, drawn]);
  return value;
}

export function useConnection(): Connection {
  const { client } = useHub();
  return useKnown(useCallback(() => client.connection(), [client]));
}

export function useOverview(): Overview {
  const { client } = useHub();
  return useKnown(useCallback(() => client.overview(), [client]));
}

/** One session, followed as long as the screen shows it; null until the first answer. */
export function useSession(id: SessionId): SessionView | null {
  const { client } = useHub();
  useEffect(() => {
    client.open(id);
    return () => client.close(id);
  }, [client, id]);
  return useKnown(useCallback(() => client.session(id), [client, id]));
}

/** Commands on their way, of one session or of all; the same list until one of them changed. */
export function usePending(session?: SessionId): readonly Delivery[] {
  const { client } = useHub();
  return useDeliveries(useCallback(() => client.pending(session), [client, session]));
}

/** Words of this device that were refused and that nobody has thrown away. */
export function useRefused(session?: SessionId): readonly Delivery[] {
  const { client } = useHub();
  return useDeliveries(useCallback(() => client.refused(session), [client, session]));
}

function useDeliveries(list: () => readonly Delivery[]): readonly Delivery[] {
  const read = useMemo(() => {
    let last: readonly Delivery[] = [];
    return () => {
      const next = list();
      if (next.length !== last.length || next.some((delivery, index) => delivery !== last[index])) last = next;
      return last;
    };
  }, [list]);
  return useKnown(read);
}

/** How this device's own answer to a request fares; null when it gave none. */
export function useAnswer(request: string | null): Delivery | null {
  const { client } = useHub();
  return useKnown(useCallback(() => (request === null ? null : client.answerTo(request)), [client, request]));
}

export function useSubmit(session: SessionId): (body: CommandBody) => void {
  const { client } = useHub();
  return useCallback((body) => void client.submit(session, body), [client, session]);
}
