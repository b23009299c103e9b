import { Suspense, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { late } from '../offline/late.ts';
import { useHub } from '../state/hub-context.tsx';

const SettingsSheet = late(() => import('./settings-sheet.tsx'), 'SettingsSheet');

/** The name of whoever is signed in, on which their settings hang. */
export function SettingsDoor() {
  const { t } = useWords();
  const { user } = useHub();
  const [open, setOpen] = useState(false);
  return (
    <>
      <p className="small soft">{t('machine.signedIn', { user: user.username })}</p>
      <button type="button" className="btn" onClick={() => setOpen(true)}>
        {t('machine.settings')}
      </button>
      {open ? (
        <Suspense fallback={null}>
          <SettingsSheet onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
