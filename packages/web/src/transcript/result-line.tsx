import type { ResultItem } from '@claude-remote/session';
import { useMemo } from 'react';
import { useWords } from '../i18n/language.tsx';
import { duration, knownCost, tokens } from '../i18n/measures.ts';
import { Icon } from '../parts/icon.tsx';
import { inert } from './inert-text.ts';
import { useScene } from './scene.tsx';

/** The end of a turn: number, time, cost and tokens; above it what went wrong, if something did. */
export function ResultLine({ item }: { item: ResultItem }) {
  const { t } = useWords();
  const { turn, outcome, error, costUsd, usage, durationMs } = item;
  const spent = knownCost(costUsd);
  const read = usage.input + usage.cacheRead + usage.cacheWrite;
  return (
    <>
      {outcome === 'failed' ? (
        <p className="small risk troubled">{t('tx.failed', { reason: inert(error?.error ?? '') })}</p>
      ) : null}
      <TurnChanges item={item} />
      <div className="result meta">
        <span>{t('tx.turn', { n: turn })}</span>
        {outcome === 'interrupted' ? <span>{t('tx.stopped')}</span> : null}
        <span>{duration(t, durationMs)}</span>
        {spent === null ? null : <span>{spent}</span>}
        <span>{t('tx.tokens', { in: tokens(read), out: tokens(usage.output) })}</span>
      </div>
    </>
  );
}

/** What the turn changed, as the way to its review. */
function TurnChanges({ item }: { item: ResultItem }) {
  const { t } = useWords();
  const { open, totalsOfTurn } = useScene().review;
  // A finished turn changes nothing more.
  const { files, added, removed } = useMemo(() => totalsOfTurn(item.turn), [totalsOfTurn, item]);
  if (files === 0) return null;
  return (
    <button type="button" className="step changes" onClick={() => open({ turn: item.turn })}>
      <span className="g">
        <Icon glyph="changes" size={15} />
      </span>
      <span className="what cut">
        <b>{t('review.open')}</b> {files === 1 ? t('review.oneFile') : t('review.files', { n: files })}
      </span>
      <span className="end">
        {added > 0 ? <span className="plus">+{added}</span> : null}
        {removed > 0 ? <span className="minus">−{removed}</span> : null}
        <span className="chev">
          <Icon glyph="next" size={13} />
        </span>
      </span>
    </button>
  );
}
