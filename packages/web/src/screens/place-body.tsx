import { Suspense } from 'react';
import { late } from '../offline/late.ts';
import { InboxList } from './inbox-list.tsx';
import type { PlaceName } from './place.ts';

export const SessionList = late(() => import('./session-list.tsx'), 'SessionList');
const MachineList = late(() => import('./machine-list.tsx'), 'MachineList');

export interface PlaceBodyProps {
  readonly place: PlaceName;
  readonly onNew: () => void;
  /** What the sessions are searched for; null while nobody searches. */
  readonly search: string | null;
  /** Closes the menu of the place, which is open. */
  readonly onMenuClose?: (() => void) | null;
}

/** What a place shows where no session is open. */
export function PlaceBody({ place, onNew, search, onMenuClose = null }: PlaceBodyProps) {
  switch (place) {
    case 'inbox':
      return <InboxList />;
    case 'sessions':
      return (
        <Suspense fallback={null}>
          <SessionList search={search} selected={null} onNew={onNew} onMenuClose={onMenuClose} />
        </Suspense>
      );
    case 'machines':
      return (
        <Suspense fallback={null}>
          <MachineList />
        </Suspense>
      );
  }
}
