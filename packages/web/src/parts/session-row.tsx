import type { SessionSummary } from '@claude-remote/protocol';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useWords, type Words } from '../i18n/language.tsx';
import { age, stopwatch, when } from '../i18n/measures.ts';
import { useConnection } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { placeAndCost } from '../state/place-of.ts';
import { markOf } from '../state/summaries.ts';
import { inert, plainLine } from '../transcript/inert-text.ts';
import { asksOf } from './asks-of.tsx';
import { CheckMark } from './choice-marks.tsx';
import { Icon } from './icon.tsx';
import { Mark, type MarkKind } from './mark.tsx';

export interface SessionRowProps {
  readonly summary: SessionSummary;
  /** False when its machine is away. */
  readonly online: boolean;
  readonly selected: boolean;
  /** False: what it last did was read here. Absent: not known. */
  readonly unread?: boolean;
  /** One more line, for lists that tell more. */
  readonly below?: ReactNode;
  /** While rows are being chosen: whether this one is, and how to change that. */
  readonly choice?: { readonly chosen: boolean; readonly toggle: () => void } | null;
}

/** One session in a list: its mark, title and time, what it last said or asks, where it works and what it cost. */
export function SessionRow({ summary, online, selected, unread = true, below = null, choice = null }: SessionRowProps) {
  const words = useWords();
  const { t } = words;
  const linked = useConnection().phase.phase === 'open';
  const mark = markOf(summary, online && linked);
  const now = useNow(mark === 'working' ? 1000 : 30_000);
  return (
    <RowFrame id={summary.id} selected={selected} choice={choice}>
      <span className="mark">
        {choice === null ? <Mark kind={mark} label={t(`mark.${mark}`)} /> : <CheckMark on={choice.chosen} />}
      </span>
      <span className="rowbody">
        <span className="tl">
          <b className={isRead(mark, unread) ? 'cut read' : 'cut'}>{inert(summary.title) || t('session.untitled')}</b>
          <span className="meta">
            {summary.pinned ? (
              <span className="pinned" role="img" aria-label={t('row.pinned')}>
                <Icon glyph="pin" size={13} />
              </span>
            ) : null}
            {timeOf(summary, mark, { words, now })}
          </span>
        </span>
        <span className="two cut">{secondLine(summary, mark, words)}</span>
        <span className="meta cut">{inert(placeAndCost(summary))}</span>
        {below}
      </span>
    </RowFrame>
  );
}

/** What waits or works keeps its weight; what ended drops it once it was read. */
function isRead(mark: MarkKind, unread: boolean): boolean {
  return mark === 'quiet' || (!unread && (mark === 'finished' || mark === 'failed'));
}

interface RowFrameProps extends Required<Pick<SessionRowProps, 'selected' | 'choice'>> {
  readonly id: string;
  readonly children: ReactNode;
}

/** Leads to the session or, while rows are being chosen, chooses it. */
function RowFrame({ id, selected, choice, children }: RowFrameProps) {
  const className = selected ? 'row sel' : 'row';
  if (choice === null)
    return (
      <Link href={`/sessions/${id}`} className={className} aria-current={selected}>
        {children}
      </Link>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: the whole row is the box to tick, as the design has it
    <button type="button" role="checkbox" aria-checked={choice.chosen} className="row" onClick={choice.toggle}>
      {children}
    </button>
  );
}

function timeOf(summary: SessionSummary, mark: MarkKind, { words, now }: { words: Words; now: number }): string {
  const oldest = Math.min(...summary.requests.map((request) => request.openedAt));
  if (mark === 'waiting') return age(words.t, now - oldest);
  if (mark === 'working' && summary.turn) return stopwatch(now - summary.turn.startedAt);
  return when(words.language, summary.updatedAt, now);
}

function secondLine(summary: SessionSummary, mark: MarkKind, words: Words): ReactNode {
  const { t } = words;
  switch (mark) {
    case 'waiting': {
      const [request] = summary.requests;
      return <span className="asks">{request ? asksOf(request, summary.workspace, words) : null}</span>;
    }
    case 'doubtful':
      return t('session.doubt');
    case 'paused': {
      const n = summary.queued;
      if (summary.paused === 'limit') return t('session.pausedLimit', { n });
      return t(summary.paused === 'failed' ? 'session.pausedFailed' : 'session.pausedStopped', { n });
    }
    case 'unknown':
      return t('session.lastHeard', { what: plainLine(summary.lastLine) });
    default:
      return plainLine(summary.lastLine);
  }
}
