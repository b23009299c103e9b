import { useEffect } from 'react';
import { useLocation } from 'wouter';

/** The worker brought this page to the front and says what was tapped; heard from the first screen on, so that no tap is lost. */
export function useTappedNotifications(): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    const { serviceWorker } = window.navigator;
    const onMessage = ({ data }: MessageEvent<unknown>) => {
      const path = pathIn(data);
      if (path !== null) navigate(path);
    };
    serviceWorker?.addEventListener('message', onMessage);
    return () => serviceWorker?.removeEventListener('message', onMessage);
  }, [navigate]);
}

function pathIn(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('say' in data) || data.say !== 'open') return null;
  return 'path' in data && typeof data.path === 'string' && /^\/(inbox|sessions)\b/.test(data.path) ? data.path : null;
}
