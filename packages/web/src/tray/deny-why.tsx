import { type FormEvent, useId } from 'react';
import { useWords } from '../i18n/language.tsx';

/** A reason that Claude reads, so that it can go on in another way. */
export function DenyWhy({ onDeny, onBack }: { onDeny: (message: string) => void; onBack: () => void }) {
  const { t } = useWords();
  const label = useId();
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onDeny(String(new FormData(event.currentTarget).get('why')).trim());
  }
  return (
    <form method="post" className="acts" onSubmit={submit}>
      <label htmlFor={label} className="label flat">
        {t('perm.whyLabel')}
      </label>
      {/* biome-ignore lint/a11y/noAutofocus: the person has just asked to write here */}
      <textarea id={label} name="why" className="field plainfield" rows={2} required autoFocus />
      <div className="btns">
        <button type="button" className="btn" onClick={onBack}>
          {t('app.cancel')}
        </button>
        <button type="submit" className="btn act">
          {t('perm.denySend')}
        </button>
      </div>
    </form>
  );
}
