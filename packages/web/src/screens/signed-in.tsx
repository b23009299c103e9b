import type { Client } from '@claude-remote/client';
import { useEffect, useMemo } from 'react';
import { createDrafts } from '../state/drafts.ts';
import { type Hub, HubProvider } from '../state/hub-context.tsx';
import type { User } from '../state/hub-http.ts';
import { paced as pacedBy } from '../state/paced.ts';
import { Shell } from './shell.tsx';

export interface SignedInProps
  extends Pick<Hub, 'client' | 'http' | 'clock' | 'storage' | 'newId' | 'heardAt' | 'onSignOut'> {
  readonly user: User;
  /** The hub may have ended this login: ask who is signed in. */
  readonly onDoubt: () => void;
}

/** Starts the client for the signed-in person and gives it to the screens. */
export function SignedIn({ user, onDoubt, ...rest }: SignedInProps) {
  const { client, http, clock, storage, newId, heardAt, onSignOut } = rest;
  useEffect(() => {
    void client.start();
    const probe = () => {
      if (document.visibilityState === 'visible') client.probe();
    };
    const events = ['online', 'pageshow', 'focus'] as const;
    for (const event of events) window.addEventListener(event, probe);
    document.addEventListener('visibilitychange', probe);
    return () => {
      for (const event of events) window.removeEventListener(event, probe);
      document.removeEventListener('visibilitychange', probe);
      client.stop();
    };
  }, [client]);
  useEffect(() => doubtWhenRefused(client, onDoubt), [client, onDoubt]);
  const paced = useMemo(() => pacedBy((listener) => client.subscribe(listener), clock), [client, clock]);
  const hub = useMemo<Hub>(
    () => ({ client, paced, http, clock, storage, newId, heardAt, onSignOut, user, drafts: createDrafts(storage) }),
    [client, paced, http, clock, storage, newId, heardAt, onSignOut, user],
  );
  return (
    <HubProvider hub={hub}>
      <Shell />
    </HubProvider>
  );
}

/** A browser is not told why a socket was refused; after some failures, and when the hub says bye for good, ask. */
function doubtWhenRefused(client: Client, onDoubt: () => void): () => void {
  const FAILURES = 2;
  let asked = 0;
  return client.subscribe(() => {
    const { phase } = client.connection();
    if (phase.phase === 'open') asked = 0;
    const failures = phase.phase === 'ended' ? FAILURES : phase.phase === 'waiting' ? phase.attempt : 0;
    if (failures < FAILURES || asked === failures) return;
    asked = failures;
    onDoubt();
  });
}
