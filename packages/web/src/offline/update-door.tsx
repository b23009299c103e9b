import { Suspense, useState, useSyncExternalStore } from 'react';
import { late } from '../offline/late.ts';
import type { PageVersion } from './page-version.ts';

const UpdateNote = late(() => import('./update-note.tsx'), 'UpdateNote');

/** Offers the newer build as soon as it is on this device, until it is put away; the next page offers it again. */
export function UpdateDoor({ version }: { version: PageVersion }) {
  const ready = useSyncExternalStore(
    (listener) => version.subscribe(listener),
    () => version.isNewerReady(),
  );
  const [away, setAway] = useState(false);
  if (!ready || away) return null;
  return (
    <Suspense fallback={null}>
      <UpdateNote onLoad={() => version.takeOver()} onClose={() => setAway(true)} />
    </Suspense>
  );
}
