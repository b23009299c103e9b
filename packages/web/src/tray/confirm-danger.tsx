import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Sheet } from '../parts/sheet.tsx';
import type { HubHttp } from '../state/hub-http.ts';

export interface ConfirmDangerProps {
  readonly http: HubHttp;
  readonly machine: string;
  readonly onConfirmed: () => void;
  readonly onClose: () => void;
}

/** Asks for the password again before something dangerous is allowed. */
export function ConfirmDanger({ http, machine, onConfirmed, onClose }: ConfirmDangerProps) {
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
    <Sheet title={t('perm.confirmTitle')} onClose={onClose}>
      <form className="fields pad confirm" onSubmit={submit}>
        <p className="small soft">{t('perm.confirmHint', { machine })}</p>
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
            {t('perm.confirmAllow')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}
