import type { SessionId } from '@claude-remote/protocol';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { type Language, useWords } from '../i18n/language.tsx';
import { useHub } from '../state/hub-context.tsx';

/** As the hub finds it: the day where this device is, and its first event. */
interface SessionDay {
  readonly day: string;
  readonly seq: number;
}

/** Days that are shown before somebody asks for all. */
const FIRST_DAYS = 5;

/** The days of a session, latest first as the hub gives them; empty until known. */
export function useSessionDays(id: SessionId | null): readonly SessionDay[] {
  const { http } = useHub();
  const [days, setDays] = useState<readonly SessionDay[]>([]);
  useEffect(() => {
    if (id === null) return;
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    void http.get(`/api/v1/sessions/${id}/days?${new URLSearchParams({ timeZone })}`).then((answer) => {
      if (answer.outcome === 'ok') setDays((answer.body as { days: SessionDay[] }).days); // the hub is of the same build
    });
  }, [http, id]);
  return days;
}

/** The days of a session, each a way into its transcript; nothing for a session of one day. */
export function SessionDays({ id, onGo }: { id: SessionId; onGo: () => void }) {
  const { t, language } = useWords();
  const days = useSessionDays(id);
  const [all, setAll] = useState(false);
  if (days.length < 2) return null;
  return (
    <nav className="pad goon" aria-label={t('days.title')}>
      <p className="label">{t('days.title')}</p>
      <div className="btns daylist">
        {(all ? days : days.slice(0, FIRST_DAYS)).map(({ day, seq }) => (
          <Link key={day} href={`/sessions/${id}?at=${seq}`} className="btn" onClick={onGo}>
            {wordsOfDay(language, day)}
          </Link>
        ))}
        {all || days.length <= FIRST_DAYS ? null : (
          <button type="button" className="btn bare" onClick={() => setAll(true)}>
            {t('days.all', { n: days.length })}
          </button>
        )}
      </div>
    </nav>
  );
}

export function wordsOfDay(language: Language, day: string): string {
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short' });
  return format.format(new Date(`${day}T12:00`)); // noon, so that no change of the clock makes it another day
}
