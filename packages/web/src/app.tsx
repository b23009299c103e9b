/**
 * The page as a whole: who is signed in decides what is shown. Signed in, `Signed` holds the client and the screens.
 * Not here: how anything is fetched (state/), what a screen shows (screens/).
 */
import { useCallback, useEffect, useState } from 'react';
import { useWords } from './i18n/language.tsx';
import { SetupScreen } from './screens/setup-screen.tsx';
import { SignInScreen } from './screens/sign-in-screen.tsx';
import { type Account, findAccount } from './state/account.ts';
import type { HubHttp } from './state/hub-http.ts';

export interface AppProps {
  readonly http: HubHttp;
  readonly storage: Storage;
  readonly host: string;
  /** From the setup link, already taken out of the address bar. */
  readonly setupCode: string | null;
}

export function App({ http, storage, host, setupCode }: AppProps) {
  const { t } = useWords();
  const [account, setAccount] = useState<Account>({ at: 'asking' });
  const find = useCallback((code: string | null) => findAccount(http, storage, code).then(setAccount), [http, storage]);
  useEffect(() => {
    void find(setupCode);
  }, [find, setupCode]);

  switch (account.at) {
    case 'asking':
      return null;
    case 'setup':
      return <SetupScreen http={http} code={account.code} onReady={() => void find(null)} />;
    case 'sign-in':
      return <SignInScreen http={http} host={host} onSignedIn={() => void find(null)} />;
    case 'unreachable':
      return (
        <main className="empty">
          <h2>{t('auth.noHub')}</h2>
          <p>{t('auth.noHubHint')}</p>
          <button className="btn" type="button" onClick={() => void find(null)}>
            {t('auth.tryAgain')}
          </button>
        </main>
      );
    case 'in':
      return null;
  }
}
