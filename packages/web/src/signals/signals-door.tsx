import { lazy, Suspense, useState } from 'react';
import { useWords } from '../i18n/language.tsx';

const SignalsSheet = lazy(() => import('./signals-sheet.tsx').then(({ SignalsSheet }) => ({ default: SignalsSheet })));

/** The button that opens the settings of notifications and signals. */
export function SignalsDoor() {
  return (
    <Suspense fallback={null}>
      <Door />
    </Suspense>
  );
}

function Door() {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn" onClick={() => setOpen(true)}>
        {t('signals.title')}
      </button>
      {open ? (
        <Suspense fallback={null}>
          <SignalsSheet onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
