import type { SessionView } from '@claude-remote/client';
import type { MachineInfo, SessionId } from '@claude-remote/protocol';
import { useCallback, useMemo, useRef } from 'react';
import { Composer, type WrittenPrompt } from '../dock/composer.tsx';
import { NowLine } from '../dock/now-line.tsx';
import { promptHistory } from '../dock/prompt-history.ts';
import { QueueStrip } from '../dock/queue-strip.tsx';
import { SettingsChips } from '../dock/settings-chips.tsx';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { draftFiles } from '../state/draft-files.ts';
import { DRAFT_FILES } from '../state/drafts.ts';
import { useConnection, useHub, useSubmit } from '../state/hub-context.tsx';
import { useKeptModels } from '../state/known-models.ts';
import { useNow } from '../state/now.tsx';
import { isCurrent, type PathState } from '../state/path.ts';

export interface SessionDockProps {
  readonly id: SessionId;
  readonly view: SessionView;
  readonly machine: MachineInfo | null;
  readonly path: PathState;
  /** Rises when somebody else wrote into the draft. */
  readonly written: number;
  readonly onSend: (prompt: WrittenPrompt, how: 'queue' | 'now') => void;
}

const files = draftFiles(window.indexedDB, DRAFT_FILES);

/** What happens now, what waits behind it, and where the next prompt is written. */
export function SessionDock({ id, view, machine, path, written, onSend }: SessionDockProps) {
  const { t } = useWords();
  const { client, drafts, storage } = useHub();
  const history = useMemo(() => promptHistory(storage), [storage]);
  const { you } = useConnection();
  const submit = useSubmit(id);
  const { state, live } = view;
  useKeptModels(storage, state);
  const onStop = useCallback(() => submit({ kind: 'interrupt', scope: 'turn' }), [submit]);
  const machineId = state?.machine ?? null;
  const findFiles = useCallback(
    async (text: string) =>
      machineId === null ? [] : (await client.ask(machineId, { kind: 'find-files', session: id, text })).files,
    [client, machineId, id],
  );
  const heardAt = useHeardAt(path, machine?.heardAt ?? state?.updatedAt ?? 0);
  const placeholder = path.is === 'offline' ? 'compose.offline' : state?.turn ? 'compose.queue' : 'compose.idle';
  return (
    <footer className="dock">
      <ConnectionNote path={path} machine={machine} />
      {state ? (
        <div className="dockin">
          <NowLine state={state} activity={live.activity} current={isCurrent(path)} heardAt={heardAt} onStop={onStop} />
          <QueueStrip state={state} submit={submit} />
        </div>
      ) : null}
      <div className="composebox">
        <div className="dockin">
          {you?.role === 'viewer' ? (
            <p className="note">{t('compose.viewer')}</p>
          ) : (
            <Composer
              key={`${id}:${written}`}
              draftKey={id}
              drafts={drafts}
              draftFiles={files}
              history={history}
              placeholder={t(placeholder)}
              commands={state?.commands ?? []}
              findFiles={machine?.online ? findFiles : null}
              onSend={onSend}
            >
              {state ? <SettingsChips state={state} machine={machine ?? { modes: [] }} submit={submit} /> : null}
            </Composer>
          )}
        </div>
      </div>
    </footer>
  );
}

/** Unix ms at which this device last heard of Claude, or learnt that the hub did. */
function useHeardAt(path: PathState, told: number): number {
  const now = useNow(1000);
  const heard = useRef(0);
  if (path.is === 'live' || path.is === 'asleep') heard.current = now - path.ageMs;
  return Math.max(heard.current, told);
}

/** Why what is written now waits, where it waits, and what can be done. */
function ConnectionNote({ path, machine }: { path: PathState; machine: MachineInfo | null }) {
  const { t } = useWords();
  const { client, clock } = useHub();
  const { phase } = useConnection();
  useNow(1000, path.is === 'offline');
  if (path.is === 'away' && machine)
    return (
      <div className="note warn">
        <span className="mark s">
          <Icon glyph="danger" size={15} />
        </span>
        <span>
          <b>{t('away.title', { machine: machine.name })}</b> {t('away.note')}
        </span>
      </div>
    );
  if (path.is !== 'offline') return null;
  const seconds = phase.phase === 'waiting' ? Math.max(0, Math.ceil((phase.retryAt - clock.now()) / 1000)) : null;
  return (
    <div className="note risk">
      <span className="mark s">
        <Icon glyph="danger" size={15} />
      </span>
      <span>
        <b>{t('offline.title')}</b> {t('offline.note')} {seconds === null ? null : t('offline.next', { n: seconds })}{' '}
        <button type="button" className="trynow" onClick={() => client.probe()}>
          {t('line.tryNow')}
        </button>
      </span>
    </div>
  );
}
