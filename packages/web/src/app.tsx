/**
 * The page as a whole: who is signed in decides what is shown. Signed in, `Signed` holds the client and the screens.
 * Not here: how anything is fetched (state/), what a screen shows (screens/).
 */
import type { Client, Clock } from '@claude-remote/client';
import { Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { PairingLink } from './devices/pairing-link.ts';
import { useWords } from './i18n/language.tsx';
import { late } from './offline/late.ts';
import { SignedIn } from './screens/signed-in.tsx';
import {
  type Account,
  expectedAccount,
  findAccount,
  forgetUser,
  forgiveSignOut,
  isAnotherWriter,
  isSignOut,
  signOut,
} from './state/account.ts';
import type { HubHttp } from './state/hub-http.ts';

const SetupScreen = late(() => import('./screens/setup-screen.tsx'), 'SetupScreen');
const SignInDoor = late(() => import('./screens/sign-in-door.tsx'), 'SignInDoor');

export interface AppProps {
  readonly http: HubHttp;
  readonly storage: Storage;
  readonly host: string;
  /** Who the hub says is signed in; asked before the page could be drawn. */
  readonly asked: Promise<Account>;
  readonly clock: Clock;
  readonly newId: () => string;
  /** A client for the person who has just signed in. */
  readonly makeClient: (username: string) => Client;
  /** Removes what one person read here, and with `all` what was written, so that the next does not find or send it. */
  readonly forget: (what: 'known' | 'all') => Promise<void>;
  readonly heardAt: () => number | null;
  /** From the link by which this page was opened, if it was one. */
  readonly pairing: PairingLink | null;
}

export function App({ http, storage, host, asked, clock, newId, makeClient, forget, heardAt, pairing }: AppProps) {
  const { t } = useWords();
  const [account, setAccount] = useState<Account>(() => expectedAccount(storage));
  // Good for one sign-in: after the next sign-out it means nothing any more.
  const [link, setLink] = useState(pairing);
  const settle = useCallback(
    async (answer: Account) => {
      if (answer.at === 'in' && isAnotherWriter(storage, answer.user)) await forget('all');
      if (answer.at === 'sign-in') await forget('known');
      setAccount((expected) => (isSame(expected, answer) ? expected : answer));
    },
    [storage, forget],
  );
  const find = useCallback(() => findAccount(http, storage, null).then(settle), [http, storage, settle]);
  useEffect(() => {
    void asked.then(settle);
  }, [asked, settle]);
  useEffect(() => {
    const onStorage = (event: StorageEvent) => {
      if (isSignOut(event)) void settle({ at: 'sign-in' });
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, [settle]);

  const user = account.at === 'in' ? account.user : null;
  const username = user?.username ?? null;
  // One client for each person who signs in.
  const client = useMemo(() => (username === null ? null : makeClient(username)), [username, makeClient]);
  const onDoubt = useCallback(() => void doubt(http, storage, settle), [http, storage, settle]);
  const onSignOut = useCallback(async () => {
    await forget('all');
    await signOut(http, storage);
    setAccount({ at: 'sign-in' });
  }, [http, storage, forget]);

  switch (account.at) {
    case 'asking':
      return null;
    case 'setup':
      return (
        <Suspense>
          <SetupScreen http={http} code={account.code} onReady={() => void find()} />
        </Suspense>
      );
    case 'sign-in':
      return (
        <Suspense>
          <SignInDoor
            {...{ http, host }}
            pairing={link}
            onSignedIn={() => {
              setLink(null);
              forgiveSignOut(storage);
              void find();
            }}
          />
        </Suspense>
      );
    case 'unreachable':
      return (
        <main className="empty">
          <h2>{t('auth.noHub')}</h2>
          <p>{t('auth.noHubHint')}</p>
          <button className="btn" type="button" onClick={() => void find()}>
            {t('auth.tryAgain')}
          </button>
        </main>
      );
    case 'in':
      return client === null ? null : (
        <SignedIn
          client={client}
          user={account.user}
          {...{ http, storage, clock, newId, heardAt, onDoubt }}
          onSignOut={() => void onSignOut()}
        />
      );
  }
}

/** The hub confirmed what was expected: then nothing is drawn anew. */
function isSame(a: Account, b: Account): boolean {
  return a.at === 'in' && b.at === 'in' && a.user.username === b.user.username && a.user.role === b.user.role;
}

/** Only a clear "nobody is signed in" ends the screens; a hub that does not answer leaves everything as it is. */
async function doubt(http: HubHttp, storage: Storage, settle: (account: Account) => Promise<void>): Promise<void> {
  const me = await http.me();
  if (me.outcome !== 'refused' || me.status !== 401) return;
  forgetUser(storage);
  await settle({ at: 'sign-in' });
}
