import type { SessionSummary } from '@claude-remote/protocol';
import { useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { useArranging } from '../state/arranging.ts';
import { DeleteSheet } from './session-deeds.tsx';

export interface ChoosingBarProps {
  readonly sessions: readonly SessionSummary[];
  /** The archive is shown: its sessions are taken out of it. */
  readonly archived: boolean;
  readonly onDone: () => void;
}

/** What can be done with several sessions at once. */
export function ChoosingBar({ sessions, archived, onDone }: ChoosingBarProps) {
  const { t } = useWords();
  const arranging = useArranging();
  const [deleting, setDeleting] = useState(false);
  const none = sessions.length === 0;
  return (
    <div className="choosing">
      <span className="small">{t('arrange.selected', { n: sessions.length })}</span>
      <button
        type="button"
        className="btn"
        disabled={none}
        onClick={() => {
          void arranging.archive(sessions, !archived);
          onDone();
        }}
      >
        {t(archived ? 'arrange.unarchive' : 'arrange.archive')}
      </button>
      <button type="button" className="btn danger" disabled={none} onClick={() => setDeleting(true)}>
        {t('arrange.delete')}
      </button>
      <button type="button" className="icon" aria-label={t('app.done')} onClick={onDone}>
        <Icon glyph="close" size={17} />
      </button>
      {deleting ? <DeleteSheet sessions={sessions} onClose={() => setDeleting(false)} onDeleted={onDone} /> : null}
    </div>
  );
}
