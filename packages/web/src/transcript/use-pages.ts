import { useCallback, useRef } from 'react';

/** How a reader moves in a session of which only a part is here. Each resolves with whether more came. */
export interface Pages {
  readonly loadOlder: () => Promise<boolean>;
  readonly loadNewer: () => Promise<boolean>;
  /** Reads where that event is. */
  readonly readAt: (seq: number) => Promise<boolean>;
  /** The reader stays at the end, or went elsewhere. */
  readonly follow: (following: boolean) => void;
  readonly readNewest: () => void;
}

/** One page at a time, and only while there is one. */
export function usePages(
  { loadOlder, loadNewer }: Pages,
  { hasOlder, hasNewer }: { hasOlder: boolean; hasNewer: boolean },
): { older: () => void; newer: () => void } {
  const loading = useRef(false);
  const load = useCallback((page: () => Promise<boolean>) => {
    if (loading.current) return;
    loading.current = true;
    page().finally(() => {
      loading.current = false;
    });
  }, []);
  const older = useCallback(() => {
    if (hasOlder) load(loadOlder);
  }, [hasOlder, load, loadOlder]);
  const newer = useCallback(() => {
    if (hasNewer) load(loadNewer);
  }, [hasNewer, load, loadNewer]);
  return { older, newer };
}
