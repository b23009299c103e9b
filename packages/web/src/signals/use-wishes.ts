import type { NotificationPreferences } from '@claude-remote/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { useHub } from '../state/hub-context.tsx';
import type { HttpOutcome } from '../state/hub-http.ts';

const PATH = '/api/v1/notifications/preferences';

export interface Wishes {
  /** Null until the hub has said. */
  readonly wishes: NotificationPreferences | null;
  readonly problem: string | null;
  readonly change: (next: NotificationPreferences) => void;
}

/** What the person wants to hear of, as the hub keeps it. Shown at once; sent one after the other, the newest last. */
export function useWishes(): Wishes {
  const { t } = useWords();
  const { http } = useHub();
  const [wishes, setWishes] = useState<NotificationPreferences | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const kept = useRef<NotificationPreferences | null>(null);
  const unsent = useRef<NotificationPreferences | null>(null);
  const sending = useRef(false);
  useEffect(() => {
    void http.get(PATH).then((answer) => {
      if (answer.outcome !== 'ok') {
        setProblem(answer.outcome === 'refused' ? answer.sentence : t('signals.noHub'));
        return;
      }
      kept.current = wishesIn(answer);
      setWishes(kept.current);
    });
  }, [http, t]);

  const send = useCallback(async () => {
    if (sending.current) return;
    sending.current = true;
    for (let next = unsent.current; next; next = unsent.current) {
      unsent.current = null;
      const answer = await http.send('PUT', PATH, next);
      if (answer.outcome === 'ok') {
        kept.current = next;
        setProblem(null);
        continue;
      }
      unsent.current = null; // what stands on it is not wanted either
      setWishes(kept.current);
      setProblem(
        t('signals.notSaved', { reason: answer.outcome === 'refused' ? answer.sentence : t('signals.noHub') }),
      );
    }
    sending.current = false;
  }, [http, t]);

  const change = useCallback(
    (next: NotificationPreferences) => {
      setWishes(next);
      unsent.current = next;
      void send();
    },
    [send],
  );
  return { wishes, problem, change };
}

function wishesIn({ body }: Extract<HttpOutcome<unknown>, { outcome: 'ok' }>): NotificationPreferences {
  return (body as { preferences: NotificationPreferences }).preferences; // the hub is of this build
}
