import { useCallback, useEffect, useState } from 'react';
import type { HttpOutcome, HubHttp } from '../state/hub-http.ts';
import type { DeviceWords } from './device-name.ts';

/** An offer to sign another device in, from the side of the device that is signed in. */
export type Pairing =
  | { readonly at: 'none' }
  /** The hub wants the password first. */
  | { readonly at: 'password'; readonly trouble: 'wrong' | 'unreachable' | null }
  | (Offer & { readonly at: 'open' })
  | (Offer & { readonly at: 'asked'; readonly device: DeviceWords })
  | { readonly at: 'allowed' | 'done'; readonly device: DeviceWords }
  | { readonly at: 'denied' | 'over' }
  | { readonly at: 'failed'; readonly sentence: string };

interface Offer {
  readonly id: string;
  readonly secret: string;
  readonly code: string;
  /** Unix ms. */
  readonly expiresAt: number;
}

interface Look {
  readonly state: 'open' | 'asked' | 'allowed' | 'taken';
  readonly device: DeviceWords | null;
}

/** Milliseconds between two looks at who asks; only while the sheet is open. */
const LOOK_MS = 1_000;

export interface PairingDeeds {
  readonly pairing: Pairing;
  readonly offer: () => Promise<void>;
  readonly confirm: (password: string) => Promise<void>;
  readonly decide: (allow: boolean) => Promise<void>;
}

export function usePairing(http: HubHttp): PairingDeeds {
  const [pairing, setPairing] = useState<Pairing>({ at: 'none' });
  const [watched, setWatched] = useState<string | null>(null);

  const offer = useCallback(async () => {
    const outcome = await http.post('/api/v1/pairings', {});
    if (outcome.outcome === 'ok') {
      const made = outcome.body as Offer; // the hub is of the same build as this page
      setPairing({ at: 'open', ...made });
      setWatched(made.id);
    } else if (codeOf(outcome) === 'password_needed') setPairing({ at: 'password', trouble: null });
    else setPairing({ at: 'failed', sentence: outcome.outcome === 'refused' ? outcome.sentence : '' });
  }, [http]);

  const confirm = useCallback(
    async (password: string) => {
      const outcome = await http.confirm(password);
      if (outcome.outcome === 'ok') await offer();
      else if (outcome.outcome === 'unreachable') setPairing({ at: 'password', trouble: 'unreachable' });
      else if (outcome.status === 401) setPairing({ at: 'password', trouble: 'wrong' });
      else setPairing({ at: 'failed', sentence: outcome.sentence });
    },
    [http, offer],
  );

  const decide = useCallback(
    async (allow: boolean) => {
      if (watched === null) return;
      const outcome = await http.post(`/api/v1/pairings/${watched}/answer`, { allow });
      if (outcome.outcome === 'ok' && !allow) {
        setWatched(null);
        setPairing({ at: 'denied' });
      }
    },
    [http, watched],
  );

  useEffect(() => {
    if (watched === null) return;
    let wanted = true;
    const timer = setInterval(async () => {
      const outcome = await http.get(`/api/v1/pairings/${watched}`);
      if (!wanted || outcome.outcome === 'unreachable') return;
      setPairing((before) => seen(before, outcome.outcome === 'ok' ? (outcome.body as Look) : null)); // as above
      if (outcome.outcome === 'refused' || (outcome.body as Look).state === 'taken') setWatched(null);
    }, LOOK_MS);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [http, watched]);

  useEffect(() => {
    if (watched === null) return;
    return () => void http.send('DELETE', `/api/v1/pairings/${watched}`);
  }, [http, watched]);

  return { pairing, offer, confirm, decide };
}

/** What is shown after a look; null: the hub has no such offer any more. */
function seen(before: Pairing, look: Look | null): Pairing {
  if (look === null) return before.at === 'done' || before.at === 'denied' ? before : { at: 'over' };
  if (look.device === null || !('id' in before || before.at === 'allowed')) return before;
  const { device } = look;
  switch (look.state) {
    case 'open':
      return before;
    case 'asked':
      return 'id' in before ? { ...before, at: 'asked', device } : before;
    case 'allowed':
      return { at: 'allowed', device };
    case 'taken':
      return { at: 'done', device };
  }
}

function codeOf(outcome: HttpOutcome<unknown>): string | null {
  return outcome.outcome === 'refused' ? outcome.code : null;
}
