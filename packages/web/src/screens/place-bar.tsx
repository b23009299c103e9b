import { type ReactNode, Suspense } from 'react';
import { useWords } from '../i18n/language.tsx';
import { late } from '../offline/late.ts';
import type { PlaceName } from './place.ts';

const MachineBar = late(() => import('./machine-bar.tsx'), 'MachineBar');

export interface PlaceBarProps {
  readonly place: PlaceName;
  /** How many requests wait for this person. */
  readonly waiting: number;
  readonly children?: ReactNode;
}

/** The name of a place, and what can be done there. */
export function PlaceBar({ place, waiting, children }: PlaceBarProps) {
  const { t } = useWords();
  const bar = (
    <div className="bar place">
      <h1>
        {t(`place.${place}`)}{' '}
        {place === 'inbox' && waiting > 0 ? (
          <span className="mk">{waiting === 1 ? t('inbox.countOne') : t('inbox.count', { n: waiting })}</span>
        ) : null}
      </h1>
      {children}
    </div>
  );
  return place === 'machines' ? (
    <Suspense fallback={bar}>
      <MachineBar />
    </Suspense>
  ) : (
    bar
  );
}
