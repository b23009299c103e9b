import './signals.css';
import { useEffect, useMemo } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { DeviceSection } from './device-section.tsx';
import { createTones } from './tones.ts';
import { WishesSection } from './wishes-section.tsx';

/** Settings of notifications and signals: this device's above, the person's below. */
export function SignalsSheet({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const tones = useMemo(() => createTones(() => new AudioContext(), navigator), []);
  useEffect(() => () => tones.close(), [tones]);
  return (
    <Sheet title={t('signals.title')} onClose={onClose}>
      <DeviceSection tones={tones} />
      <WishesSection />
    </Sheet>
  );
}
