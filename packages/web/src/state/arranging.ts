import type { SessionId, SessionSummary } from '@claude-remote/protocol';
import { useMemo } from 'react';
import { useWords } from '../i18n/language.tsx';
import { useToast } from '../parts/toasts.tsx';
import { inert } from '../transcript/inert-text.ts';
import { useHub } from './hub-context.tsx';
import type { HttpOutcome } from './hub-http.ts';

/** Putting sessions away. Each deed asks the hub, which tells every device; what failed is said, and nothing was changed. */
export interface Arranging {
  pin(sessions: readonly SessionSummary[], pinned: boolean): Promise<boolean>;
  archive(sessions: readonly SessionSummary[], archived: boolean): Promise<boolean>;
  /** Stops what runs in them: whoever calls has said so. */
  remove(sessions: readonly SessionSummary[]): Promise<boolean>;
  /** Begins a copy of the conversation; null when Claude has none of it yet. */
  fork(session: SessionSummary): SessionId | null;
}

/** Milliseconds in which Undo of a deletion is offered: a little less than the hub keeps it. */
const UNDO_MS = 55_000;
const PATH = '/api/v1/sessions';

export function useArranging(): Arranging {
  const { http, client, newId } = useHub();
  const { t } = useWords();
  const toast = useToast();
  return useMemo(() => {
    const say = (one: 'archivedOne' | 'deletedOne', many: 'archivedMany' | 'deletedMany', sessions: Sessions) => {
      const [only] = sessions;
      if (sessions.length > 1 || !only) return t(`arrange.${many}`, { n: sessions.length });
      return t(`arrange.${one}`, { title: inert(only.title) || t('session.untitled') });
    };
    const went = (outcome: HttpOutcome<unknown>): boolean => {
      if (outcome.outcome === 'ok') return true;
      const reason = outcome.outcome === 'refused' ? outcome.sentence : t('arrange.unreachable');
      toast({ words: t('arrange.failed', { reason: inert(reason) }) });
      return false;
    };
    const change = async (sessions: Sessions, wish: { pinned?: boolean; archived?: boolean }) =>
      went(await http.send('PATCH', PATH, { sessions: sessions.map(({ id }) => id), ...wish }));
    const restore = async (sessions: Sessions) => {
      for (const { id } of sessions) if (!went(await http.post(`${PATH}/${id}/restore`, {}))) return;
    };
    return {
      pin: (sessions, pinned) => change(sessions, { pinned }),
      archive: async (sessions, archived) => {
        const done = await change(sessions, { archived });
        const undo = async () => {
          const pinned = sessions.filter((one) => one.pinned);
          if (pinned.length > 0) await change(pinned, { pinned: true });
          const others = sessions.filter((one) => !one.pinned);
          if (others.length > 0) await change(others, { archived: false });
        };
        if (done && archived)
          toast({
            words: say('archivedOne', 'archivedMany', sessions),
            deed: { words: t('arrange.undo'), act: () => void undo() },
          });
        return done;
      },
      remove: async (sessions) => {
        const gone: SessionSummary[] = [];
        for (const one of sessions) {
          if (!went(await http.send('DELETE', `${PATH}/${one.id}?stop=true`))) break;
          gone.push(one);
        }
        if (gone.length > 0)
          toast({
            words: say('deletedOne', 'deletedMany', gone),
            deed: { words: t('arrange.undo'), act: () => void restore(gone) },
            forMs: UNDO_MS,
          });
        return gone.length === sessions.length;
      },
      fork: ({ claudeSession, machine, workspace, settings, title }) => {
        if (claudeSession === null) return null;
        const id = newId() as SessionId; // a fresh UUID is a session id by being used as one
        const named = t('arrange.forkTitle', { title: title || t('session.untitled') });
        const from = { claudeSession, how: 'fork' } as const;
        void client.submit(id, { kind: 'start', machine, workspace, settings, title: named.slice(0, 200), from });
        return id;
      },
    };
  }, [http, client, newId, t, toast]);
}

type Sessions = readonly SessionSummary[];
