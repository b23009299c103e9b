import { Suspense } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { late } from '../offline/late.ts';

const ShareSheet = late(() => import('./share-sheet.tsx'), 'ShareSheet');

/** Where the worker leads after something was shared with the app: asks which session it is for. */
export function ShareDoor({ onNew }: { onNew: () => void }) {
  const [params] = useSearchParams();
  const [, navigate] = useLocation();
  if (!params.has('shared')) return null;
  return (
    <Suspense fallback={null}>
      <ShareSheet
        onClose={() => navigate('/sessions', { replace: true })}
        onChosen={(key) => {
          navigate(key === 'new' ? '/sessions' : `/sessions/${key}`, { replace: true });
          if (key === 'new') onNew();
        }}
      />
    </Suspense>
  );
}
