import '../styles/auth.css';
import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sign } from '../parts/sign.tsx';
import type { HttpOutcome, HubHttp } from '../state/hub-http.ts';

export interface SignInProps {
  readonly http: HubHttp;
  readonly host: string;
  readonly onSignedIn: () => void;
  /** Another device that is signed in shall say who this is. */
  readonly onPair: () => void;
}

export function SignInScreen({ http, host, onSignedIn, onPair }: SignInProps) {
  const { t } = useWords();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setAsking(true);
    const outcome = await http.login(String(form.get('username')), String(form.get('password')));
    setAsking(false);
    if (outcome.outcome === 'ok') onSignedIn();
    else setTrouble(describe(outcome) || t('auth.unreachable'));
  }

  return (
    <div className="app auth">
      <main className="main authmain">
        <div className="authhead">
          <Sign size={44} />
          <h1>{t('app.name')}</h1>
          <p className="soft">
            {t('auth.on')} <span className="mono host">{host}</span>
          </p>
        </div>
        <form method="post" className="fields" onSubmit={submit}>
          <label>
            <span className="label">{t('auth.name')}</span>
            <input className="field" name="username" autoComplete="username" autoCapitalize="none" required />
          </label>
          <label>
            <span className="label">{t('auth.password')}</span>
            <input className="field" name="password" type="password" autoComplete="current-password" required />
          </label>
          <p className="risk small formerror" role="alert">
            {trouble}
          </p>
          <button className="btn act wide tall" type="submit" disabled={asking}>
            {t('auth.signIn')}
          </button>
          <button className="btn bare wide" type="button" onClick={onPair}>
            {t('auth.pair')}
          </button>
        </form>
      </main>
      <footer className="authfoot meta">
        <Icon glyph="shield" size={14} />
        <span>{t('auth.checkAddress')}</span>
      </footer>
    </div>
  );
}

/** What the hub said; empty when it said nothing. */
export function describe(outcome: HttpOutcome<unknown>): string {
  return outcome.outcome === 'refused' ? outcome.sentence : '';
}
