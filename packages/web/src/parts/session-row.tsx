import type { SessionSummary } from '@claude-remote/protocol';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useWords, type Words } from '../i18n/language.tsx';
import { age, cost, stopwatch, when } from '../i18n/measures.ts';
import { useConnection } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { markOf } from '../state/summaries.ts';
import { describeTool, wantsKey, workspaceName } from '../transcript/describe-tool.ts';
import { inert, plainLine } from '../transcript/inert-text.ts';
import { Mark, type MarkKind } from './mark.tsx';

export interface SessionRowProps {
  readonly summary: SessionSummary;
  /** False when its machine is away. */
  readonly online: boolean;
  readonly selected: boolean;
}

/** One session in a list: its mark, title and time, what it last said or asks, where it works and what it cost. */
export function SessionRow({ summary, online, selected }: SessionRowProps) {
  const words = useWords();
  const { t } = words;
  const linked = useConnection().phase.phase === 'open';
  const mark = markOf(summary, online && linked);
  const now = useNow(mark === 'working' ? 1000 : 30_000);
  return (
    <Link href={`/sessions/${summary.id}`} className={selected ? 'row sel' : 'row'} aria-current={selected}>
      <span className="mark">
        <Mark kind={mark} label={t(`mark.${mark}`)} />
      </span>
      <span className="rowbody">
        <span className="tl">
          <b className={mark === 'quiet' ? 'cut read' : 'cut'}>{inert(summary.title) || t('session.untitled')}</b>
          <span className="meta">{timeOf(summary, mark, { words, now })}</span>
        </span>
        <span className="two cut">{secondLine(summary, mark, words)}</span>
        <span className="meta cut">
          {inert(workspaceName(summary.workspace))} · {cost(summary.costUsd)}
        </span>
      </span>
    </Link>
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
    case 'waiting':
      return <span className="asks">{asksOf(summary, words)}</span>;
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

function asksOf({ requests, workspace }: SessionSummary, { t, tx }: Words): ReactNode {
  const [request] = requests;
  if (!request) return null;
  switch (request.kind) {
    case 'question':
      return t('session.asks', { what: inert(request.questions[0]?.question ?? '') });
    case 'plan':
      return t('session.hasPlan');
    case 'permission': {
      const tool = describeTool({ name: request.toolName, input: request.input }, workspace);
      return tx(wantsKey(tool), { what: <code dir="ltr">{inert(tool.object || request.toolName)}</code> });
    }
  }
}
