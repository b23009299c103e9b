import { useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { draftFiles } from '../state/draft-files.ts';
import { DRAFT_FILES } from '../state/drafts.ts';
import { useHub, usePending, useRefused } from '../state/hub-context.tsx';

const files = draftFiles(window.indexedDB, DRAFT_FILES);

/** Signs out; asks first when something that was written here and sent nowhere would go with it. */
export function SignOut() {
  const { t } = useWords();
  const { onSignOut, drafts } = useHub();
  const refused = useRefused().filter(({ command }) => command.body.kind === 'prompt');
  const unsent = usePending().filter(({ state }) => state === 'unsent').length + refused.length;
  const [lost, setLost] = useState<{ readonly drafts: number; readonly unsent: number } | null>(null);

  async function ask() {
    const withFiles = await files.keys().catch(() => []);
    const written = new Set([...drafts.keys(), ...withFiles]).size;
    if (written + unsent === 0) onSignOut();
    else setLost({ drafts: written, unsent });
  }

  return (
    <>
      <button type="button" className="btn" onClick={() => void ask()}>
        {t('auth.signOut')}
      </button>
      {lost === null ? null : (
        <Sheet
          title={t('signOut.title')}
          onClose={() => setLost(null)}
          foot={
            <div className="btns">
              <button type="button" className="btn danger" onClick={onSignOut}>
                {t('signOut.now')}
              </button>
              <button type="button" className="btn" onClick={() => setLost(null)}>
                {t('signOut.stay')}
              </button>
            </div>
          }
        >
          <p className="pad">
            {lost.drafts > 0 ? t('signOut.drafts', { n: lost.drafts }) : null}{' '}
            {lost.unsent > 0 ? t('signOut.unsent', { n: lost.unsent }) : null} {t('signOut.removes')}
          </p>
        </Sheet>
      )}
    </>
  );
}
