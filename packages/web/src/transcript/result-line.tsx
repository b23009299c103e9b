import type { ResultItem } from '@claude-remote/session';
import { useWords } from '../i18n/language.tsx';
import { cost, duration, tokens } from '../i18n/measures.ts';
import { inert } from './inert-text.ts';

/** The end of a turn: number, time, cost and tokens; above it what went wrong, if something did. */
export function ResultLine({ item }: { item: ResultItem }) {
  const { t } = useWords();
  const { turn, outcome, error, costUsd, usage, durationMs } = item;
  const read = usage.input + usage.cacheRead + usage.cacheWrite;
  return (
    <>
      {outcome === 'failed' ? (
        <p className="small risk troubled">{t('tx.failed', { reason: inert(error?.error ?? '') })}</p>
      ) : null}
      <div className="result meta">
        <span>{t('tx.turn', { n: turn })}</span>
        {outcome === 'interrupted' ? <span>{t('tx.stopped')}</span> : null}
        <span>{duration(t, durationMs)}</span>
        <span>{cost(costUsd)}</span>
        <span>{t('tx.tokens', { in: tokens(read), out: tokens(usage.output) })}</span>
      </div>
    </>
  );
}
