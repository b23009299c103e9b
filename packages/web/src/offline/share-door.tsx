import { lazy, Suspense } from 'react';
import { useLocation, useSearchParams } from 'wouter';

const ShareSheet = lazy(() => import('./share-sheet.tsx').then(({ ShareSheet }) => ({ default: ShareSheet })));

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
