import { useEffect } from 'react';
import { useWords } from '../i18n/language.tsx';

/** What must open without a network: it is fetched while there is one. */
const PARTS = [
  () => import('../parts/request-card.tsx'),
  () => import('../parts/line-sheet.tsx'),
  () => import('./session-list.tsx'),
  () => import('./session-screen.tsx'),
  () => import('../transcript/markdown.tsx'),
  () => import('./new-session-sheet.tsx'),
  () => import('./machine-list.tsx'),
  () => import('../transcript/diff-view.tsx'),
] as const;

/** Milliseconds for which the screen that was asked for has the network to itself. */
const REST_MS = 1500;

export function useFetchedAhead(): void {
  const { complete } = useWords();
  useEffect(() => {
    const timer = setTimeout(() => {
      void complete();
      for (const part of PARTS) part().catch(() => {}); // asked for again when it is opened
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [complete]);
}
