import { Suspense, useState } from 'react';
import type { PairingLink } from '../devices/pairing-link.ts';
import { late } from '../offline/late.ts';
import type { HubHttp } from '../state/hub-http.ts';
import { SignInScreen } from './sign-in-screen.tsx';

const PairScreen = late(() => import('../devices/pair-screen.tsx'), 'PairScreen');

export interface SignInDoorProps {
  readonly http: HubHttp;
  readonly host: string;
  readonly pairing: PairingLink | null;
  readonly onSignedIn: () => void;
}

/** Signing in with a password, or by another device that is signed in. */
export function SignInDoor({ http, host, pairing, onSignedIn }: SignInDoorProps) {
  const [pairs, setPairs] = useState(pairing !== null);
  if (!pairs) return <SignInScreen {...{ http, host, onSignedIn }} onPair={() => setPairs(true)} />;
  return (
    <Suspense>
      <PairScreen {...{ http, host, onSignedIn }} secret={pairing?.secret ?? null} onPassword={() => setPairs(false)} />
    </Suspense>
  );
}
