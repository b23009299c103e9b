import { Suspense, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { late } from '../offline/late.ts';

const OtherDeviceSheet = late(() => import('./other-device-sheet.tsx'), 'OtherDeviceSheet');

/** The button that shows the QR code of a place. */
export function OtherDeviceDoor({ path }: { path: string }) {
  const { t } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="btn" onClick={() => setOpen(true)}>
        {t('session.otherDevice')}
      </button>
      {open ? (
        <Suspense fallback={null}>
          <OtherDeviceSheet path={path} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
