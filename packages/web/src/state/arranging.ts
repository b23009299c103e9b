import type { SessionId, SessionSummary } from '@claude-remote/protocol';
import { MAX_TITLE_CHARS } from '@claude-remote/protocol';
import { useMemo } from 'react';
import { useWords, type Words } from '../i18n/language.tsx';
import { type Toast, useToast } from '../parts/toasts.tsx';
import { inert } from '../transcript/inert-text.ts';
import { copiedSettings } from './copied-settings.ts';
import { useHub } from './hub-context.tsx';
import type { HttpOutcome, HubHttp } from './hub-http.ts';

/** Putting sessions away. Each deed asks the hub, which tells every device; what failed is said, and nothing was changed. */
export interface PuttingAway {
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

export function useArranging(): PuttingAway {
  const { http, client, newId } = useHub();
  const words = useWords();
  const toast = useToast();
  return useMemo(() => {
    const ways: Ways = { http, toast, words };
    return {
      pin: (sessions, pinned) => change(ways, sessions, { pinned }),
      archive: (sessions, archived) => archive(ways, sessions, archived),
      remove: (sessions) => remove(ways, sessions),
      fork: ({ claudeSession, machine, workspace, settings, title: before }) => {
        if (claudeSession === null) return null;
        const id = newId() as SessionId; // a fresh UUID is a session id by being used as one
        const named = words.t('arrange.forkTitle', { title: before || words.t('session.untitled') });
        const from = { claudeSession, how: 'fork' } as const;
        const title = named.slice(0, MAX_TITLE_CHARS);
        const start = { machine, workspace, settings: copiedSettings(settings), title, from };
        void client.submit(id, { kind: 'start', ...start });
        return id;
      },
    };
  }, [http, client, newId, words, toast]);
}

type Sessions = readonly SessionSummary[];

interface Ways {
  readonly http: HubHttp;
  readonly toast: (toast: Toast) => void;
  readonly words: Words;
}

async function archive(ways: Ways, sessions: Sessions, archived: boolean): Promise<boolean> {
  const done = await change(ways, sessions, { archived });
  if (!done || !archived) return done;
  const pinned = sessions.filter((one) => one.pinned);
  const others = sessions.filter((one) => !one.pinned);
  const undo = async () => {
    if (pinned.length > 0) await change(ways, pinned, { pinned: true });
    if (others.length > 0) await change(ways, others, { archived: false });
  };
  sayWithUndo(ways, { words: nameOf(ways, sessions, ['archivedOne', 'archivedMany']), undo });
  return true;
}

async function remove(ways: Ways, sessions: Sessions): Promise<boolean> {
  const gone: SessionSummary[] = [];
  for (const one of sessions) {
    if (!went(ways, await ways.http.send('DELETE', `${PATH}/${one.id}?stop=true`))) break;
    gone.push(one);
  }
  const undo = async () => {
    for (const { id } of gone) if (!went(ways, await ways.http.post(`${PATH}/${id}/restore`, {}))) return;
  };
  if (gone.length > 0)
    sayWithUndo(ways, { words: nameOf(ways, gone, ['deletedOne', 'deletedMany']), undo, forMs: UNDO_MS });
  return gone.length === sessions.length;
}

async function change(
  ways: Ways,
  sessions: Sessions,
  wish: { pinned?: boolean; archived?: boolean },
): Promise<boolean> {
  return went(ways, await ways.http.send('PATCH', PATH, { sessions: sessions.map(({ id }) => id), ...wish }));
}

function went({ toast, words: { t } }: Ways, outcome: HttpOutcome<unknown>): boolean {
  if (outcome.outcome === 'ok') return true;
  const reason = outcome.outcome === 'refused' ? outcome.sentence : t('arrange.unreachable');
  toast({ words: t('arrange.failed', { reason: inert(reason) }) });
  return false;
}

function sayWithUndo(
  { toast, words: { t } }: Ways,
  said: { words: string; undo: () => Promise<void>; forMs?: number },
): void {
  const { words, undo, ...rest } = said;
  toast({ words, deed: { words: t('arrange.undo'), act: () => void undo() }, ...rest });
}

type NameKey = 'archivedOne' | 'archivedMany' | 'deletedOne' | 'deletedMany';

function nameOf({ words: { t } }: Ways, sessions: Sessions, [one, many]: readonly [NameKey, NameKey]): string {
  const [only] = sessions;
  if (sessions.length > 1 || !only) return t(`arrange.${many}`, { n: sessions.length });
  return t(`arrange.${one}`, { title: inert(only.title) || t('session.untitled') });
}
