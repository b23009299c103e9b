import { useEffect } from 'react';
import { useWords } from '../i18n/language.tsx';
import { useOverview } from '../state/hub-context.tsx';
import { countRequests } from '../state/summaries.ts';

/** The tab says how many requests wait and which session is open: `(4) Resume after any gap`; the app's badge, how many. */
export function useTabTitle(session: string | null): void {
  const { t } = useWords();
  const { sessions } = useOverview();
  const waiting = countRequests(sessions);
  const title = sessions.find((one) => one.id === session)?.title || t('app.name');
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  }, [title, waiting]);
  useEffect(() => {
    // Only installed apps have a badge, and some browsers refuse it: then there is none.
    if ('setAppBadge' in navigator) void navigator.setAppBadge(waiting).catch(() => {});
  }, [waiting]);
}
