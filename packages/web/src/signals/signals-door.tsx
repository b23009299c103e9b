import { Suspense, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { late } from '../offline/late.ts';
import { Icon } from '../parts/icon.tsx';

const SignalsSheet = late(() => import('./signals-sheet.tsx'), 'SignalsSheet');

interface SignalsDoorProps {
  /** Drawn as one of the rows of the settings. */
  readonly row?: boolean;
}

/** The button that opens the settings of notifications and signals. */
export function SignalsDoor({ row = false }: SignalsDoorProps) {
  return (
    <Suspense fallback={null}>
      <Door row={row} />
    </Suspense>
  );
}

function Door({ row }: { row: boolean }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={row ? 'setrow' : 'btn'} onClick={() => setOpen(true)}>
        {row ? <span>{t('signals.title')}</span> : t('signals.title')}
        {row ? <Icon glyph="next" size={16} /> : null}
      </button>
      {open ? (
        <Suspense fallback={null}>
          <SignalsSheet onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
