import '../styles/session-list.css';
import type { SessionId, SessionSummary } from '@claude-remote/protocol';
import { sessionStatus } from '@claude-remote/session';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { type PuttingAway, useArranging } from '../state/arranging.ts';
import { useConnection, useHub } from '../state/hub-context.tsx';
import { inert } from '../transcript/inert-text.ts';

/** What can be done with a session as a whole: the menu of its row, and the end of its details. Loaded when it is opened. */

export interface SessionMenuProps {
  readonly summary: SessionSummary;
  /** Begins choosing several, this one first. */
  readonly onSelect: () => void;
  readonly onClose: () => void;
}

/** The menu of a row. */
export function SessionMenu({ summary, onSelect, onClose }: SessionMenuProps) {
  const { t } = useWords();
  const [asks, setAsks] = useState<'menu' | 'name' | 'delete'>('menu');
  const title = inert(summary.title) || t('session.untitled');
  if (asks === 'delete') return <DeleteSheet sessions={[summary]} onClose={onClose} />;
  return (
    <Sheet title={title} onClose={onClose}>
      {asks === 'name' ? (
        <NameForm summary={summary} onDone={onClose} />
      ) : (
        <SessionDeeds summary={summary} onDelete={() => setAsks('delete')} onDone={onClose}>
          <Deed onClick={() => setAsks('name')}>{t('arrange.rename')}</Deed>
          <Deed
            onClick={() => {
              onSelect();
              onClose();
            }}
          >
            {t('arrange.select')}
          </Deed>
        </SessionDeeds>
      )}
    </Sheet>
  );
}

export interface SessionDeedsProps {
  readonly summary: SessionSummary;
  readonly onDelete: () => void;
  /** Something was asked for: the layer can go. */
  readonly onDone: () => void;
  readonly children?: ReactNode;
}

/** Pin, archive, fork, delete; nothing for those who may only look. */
export function SessionDeeds({ summary, onDelete, onDone, children }: SessionDeedsProps) {
  const { t } = useWords();
  const arranging = useArranging();
  const [, navigate] = useLocation();
  const { you } = useConnection();
  if (you?.role === 'viewer') return null;
  const { pinned, archived } = summary;
  return (
    <>
      <Deed onClick={() => doThen(arranging.pin([summary], !pinned), onDone)}>
        {t(pinned ? 'arrange.unpin' : 'arrange.pin')}
      </Deed>
      <Deed onClick={() => doThen(arranging.archive([summary], !archived), onDone)}>
        {t(archived ? 'arrange.unarchive' : 'arrange.archive')}
      </Deed>
      {children}
      {summary.claudeSession === null || summary.worktree?.removed ? null : (
        <Deed hint={t('arrange.forkHint')} onClick={() => fork(arranging, summary, { navigate, onDone })}>
          {t('arrange.fork')}
        </Deed>
      )}
      <button type="button" className="set deeddelete" onClick={onDelete}>
        <span className="risk">{t('arrange.delete')}</span>
      </button>
    </>
  );
}

function doThen(asked: Promise<boolean>, onDone: () => void): void {
  void asked;
  onDone();
}

function fork(
  arranging: PuttingAway,
  summary: SessionSummary,
  { navigate, onDone }: { navigate: (path: string) => void; onDone: () => void },
): void {
  const begun: SessionId | null = arranging.fork(summary);
  onDone();
  if (begun !== null) navigate(`/sessions/${begun}`);
}

function Deed({ hint, onClick, children }: { hint?: string; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className="set" onClick={onClick}>
      <span>
        {children}
        {hint === undefined ? null : <span className="meta">{hint}</span>}
      </span>
    </button>
  );
}

function NameForm({ summary, onDone }: { summary: SessionSummary; onDone: () => void }) {
  const { t } = useWords();
  const { client } = useHub();
  function rename(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get('title')).trim();
    if (title !== '' && title !== summary.title) void client.submit(summary.id, { kind: 'rename', title });
    onDone();
  }
  return (
    <form method="post" className="pad rename" onSubmit={rename}>
      <label>
        <span className="label">{t('session.renameTo')}</span>
        {/* biome-ignore lint/a11y/noAutofocus: the person has just asked to write here */}
        <input className="field" name="title" maxLength={200} defaultValue={summary.title} autoFocus />
      </label>
      <button type="submit" className="btn act">
        {t('session.save')}
      </button>
    </form>
  );
}

export interface DeleteSheetProps {
  readonly sessions: readonly SessionSummary[];
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
  /** Where the session is open: leads to the removal of its working tree, which must go before it. */
  readonly onRemoveTree?: () => void;
}

/** Asks before it deletes, and says what goes, what stays and what is stopped. */
export function DeleteSheet({ sessions, onClose, onDeleted, onRemoveTree }: DeleteSheetProps) {
  const { t } = useWords();
  const arranging = useArranging();
  const [only] = sessions;
  const busy = sessions.filter((one) => BUSY.has(sessionStatus(one))).length;
  const title =
    sessions.length === 1 && only
      ? t('arrange.deleteOne', { title: inert(only.title) || t('session.untitled') })
      : t('arrange.deleteMany', { n: sessions.length });
  return (
    <Sheet title={title} onClose={onClose}>
      <div className="pad deletewords">
        {busy > 0 ? (
          <p className="note risk">
            <span className="mark">
              <Icon glyph="danger" size={16} />
            </span>
            <span>{sessions.length === 1 ? t('arrange.deleteStops') : t('arrange.deleteManyStops', { n: busy })}</span>
          </p>
        ) : null}
        <p className="small soft">{t('arrange.deleteHint')}</p>
        {onRemoveTree && busy === 0 && only?.worktree && !only.worktree.removed ? (
          <p className="small">
            {t('tree.stays')}{' '}
            <button type="button" className="text inline" onClick={onRemoveTree}>
              {t('tree.removeFirst')}
            </button>
          </p>
        ) : null}
        <div className="btns">
          <button type="button" className="btn" onClick={onClose}>
            {t('arrange.keep')}
          </button>
          <button
            type="button"
            className="btn danger"
            onClick={() => {
              void arranging.remove(sessions);
              onClose();
              onDeleted?.();
            }}
          >
            {t('arrange.delete')}
          </button>
        </div>
      </div>
    </Sheet>
  );
}

/** What deleting would stop. */
const BUSY: ReadonlySet<ReturnType<typeof sessionStatus>> = new Set(['waiting', 'working', 'paused', 'doubtful']);
