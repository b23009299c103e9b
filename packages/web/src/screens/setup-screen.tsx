import '../styles/auth.css';
import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Sign } from '../parts/sign.tsx';
import type { HubHttp } from '../state/hub-http.ts';
import { describe } from './sign-in-screen.tsx';

export interface SetupProps {
  readonly http: HubHttp;
  /** From the link; null when the page was opened without it. */
  readonly code: string | null;
  readonly onReady: () => void;
}

/** The first account of a hub, made with the one-time code of the link that the hub printed. */
export function SetupScreen({ http, code, onReady }: SetupProps) {
  const { t } = useWords();
  return (
    <main className="setup">
      <header>
        <Sign size={44} />
        <h1>{t('setup.title')}</h1>
        <p className="soft">{t('setup.keeps')}</p>
      </header>
      <ol>
        <li className={code === null ? '' : 'done'}>
          <div>
            <b>{t('setup.code')}</b>
            <p className="small soft">{t(code === null ? 'setup.codeMissing' : 'setup.codeHere')}</p>
          </div>
        </li>
        <li>
          <div>
            <b>{t('setup.account')}</b>
            <p className="small soft">{t('setup.accountHint')}</p>
            {code === null ? null : <AccountForm http={http} code={code} onReady={onReady} />}
          </div>
        </li>
      </ol>
    </main>
  );
}

function AccountForm({ http, code, onReady }: { http: HubHttp; code: string; onReady: () => void }) {
  const { t } = useWords();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const username = String(form.get('username'));
    const password = String(form.get('password'));
    if (password !== String(form.get('again'))) {
      setTrouble(t('setup.differ'));
      return;
    }
    setAsking(true);
    const made = await http.setup({ username, password, code });
    setAsking(false);
    if (made.outcome === 'ok') onReady();
    else setTrouble(describe(made) || t('auth.unreachable'));
  }

  return (
    <form method="post" className="fields" onSubmit={submit}>
      <label>
        <span className="label">{t('auth.name')}</span>
        <input
          className="field"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          minLength={3}
          maxLength={50}
          required
        />
      </label>
      <label>
        <span className="label">{t('auth.password')}</span>
        <input className="field" name="password" type="password" autoComplete="new-password" minLength={12} required />
        <span className="hint">{t('setup.passwordHint')}</span>
      </label>
      <label>
        <span className="label">{t('setup.again')}</span>
        <input className="field" name="again" type="password" autoComplete="new-password" minLength={12} required />
      </label>
      <p className="risk small formerror" role="alert">
        {trouble}
      </p>
      <button className="btn act wide tall" type="submit" disabled={asking}>
        {t('setup.create')}
      </button>
    </form>
  );
}
