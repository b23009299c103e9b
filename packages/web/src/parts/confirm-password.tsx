import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import type { HubHttp } from '../state/hub-http.ts';
import { Sheet } from './sheet.tsx';

export interface ConfirmPasswordProps {
  readonly http: HubHttp;
  /** What it is about, as a question. */
  readonly title: string;
  readonly hint: string;
  /** The word on the button that does it. */
  readonly act: string;
  readonly onConfirmed: () => void;
  readonly onClose: () => void;
}

/** Asks for the password again before something dangerous is done. */
export function ConfirmPassword({ http, title, hint, act, onConfirmed, onClose }: ConfirmPasswordProps) {
  const { t } = useWords();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setAsking(true);
    const outcome = await http.confirm(String(new FormData(event.currentTarget).get('password')));
    setAsking(false);
    if (outcome.outcome === 'ok') onConfirmed();
    else if (outcome.outcome === 'unreachable') setTrouble(t('auth.unreachable'));
    else setTrouble(outcome.status === 401 ? t('perm.confirmWrong') : outcome.sentence);
  }

  return (
    <Sheet title={title} onClose={onClose}>
      <form method="post" className="fields pad confirm" onSubmit={submit}>
        <p className="small soft">{hint}</p>
        <label>
          <span className="label">{t('auth.password')}</span>
          <input className="field" name="password" type="password" autoComplete="current-password" required />
        </label>
        <p className="risk small formerror" role="alert">
          {trouble}
        </p>
        <div className="btns">
          <button type="button" className="btn act" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="submit" className="btn danger" disabled={asking}>
            {act}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
