import type { SessionId, SessionSummary } from '@claude-remote/protocol';
import { memo, useRef } from 'react';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { SessionRow } from '../parts/session-row.tsx';
import { inert } from '../transcript/inert-text.ts';
import { useRowGestures } from './use-row-gestures.ts';

export interface SessionListRowProps {
  readonly summary: SessionSummary;
  readonly online: boolean;
  readonly selected: boolean;
  readonly unread: boolean;
  /** Null while rows are not being chosen. */
  readonly chosen: boolean | null;
  /** Absent for those who may only look. */
  readonly on: RowDeeds | null;
}

export interface RowDeeds {
  readonly choose: (id: SessionId) => void;
  readonly menu: (id: SessionId) => void;
  readonly archive: (summary: SessionSummary) => void;
  readonly pin: (summary: SessionSummary) => void;
}

/** One row of the list with what can be done from it: swipe left archives, right pins; held or `⋯`, its menu. */
export const SessionListRow = memo(function SessionListRow(props: SessionListRowProps) {
  const { summary, online, selected, unread, chosen, on } = props;
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  useRowGestures(
    box,
    on === null || chosen !== null
      ? null
      : { onLeft: () => on.archive(summary), onRight: () => on.pin(summary), onMenu: () => on.menu(summary.id) },
  );
  return (
    <div className="rowbox" ref={box}>
      <span className="under pin" aria-hidden="true">
        <Icon glyph="pin" size={18} /> {t(summary.pinned ? 'arrange.unpin' : 'arrange.pin')}
      </span>
      <span className="under archive" aria-hidden="true">
        {t(summary.archived ? 'arrange.unarchive' : 'arrange.archive')} <Icon glyph="archive" size={18} />
      </span>
      <SessionRow
        summary={summary}
        online={online}
        selected={selected}
        unread={unread}
        choice={chosen === null || on === null ? null : { chosen, toggle: () => on.choose(summary.id) }}
      />
      {on === null || chosen !== null ? null : (
        <button
          type="button"
          className="icon rowmore"
          aria-label={t('row.menu', { title: inert(summary.title) || t('session.untitled') })}
          aria-haspopup="dialog"
          onClick={() => on.menu(summary.id)}
        >
          <Icon glyph="more" size={18} />
        </button>
      )}
    </div>
  );
});
