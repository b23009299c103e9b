import type { ReplyOf } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { moment } from '../i18n/measures.ts';
import { inert } from '../transcript/inert-text.ts';
import type { Thresholds } from './thresholds.ts';
import { warnOfLimit } from './warn.ts';
import { type UsageWordsOf, useUsageWords } from './words.ts';

interface LimitBarsProps {
  readonly limits: ReplyOf<'usage'>['limits'];
  readonly thresholds: Thresholds;
  /** Unix ms. */
  readonly now: number;
}

/** The account's own limits as Claude said them last: each a bar, and the same in numbers. */
export function LimitBars({ limits, thresholds, now }: LimitBarsProps) {
  const u = useUsageWords();
  const { language } = useWords();
  if (limits.length === 0) return null;
  return (
    <section className="pad num limits">
      <p className="label">{u('account')}</p>
      {limits.map((one) => {
        const { limit, utilization, resetsAt } = one;
        const warn = warnOfLimit(one, thresholds);
        const share = utilization === undefined ? null : Math.round(utilization * 100);
        return (
          <div key={limit}>
            <p className="small usageline">
              <span>{limitWords(limit, u)}</span>
              {share === null ? null : <span className={warn}>{`${share}%`}</span>}
            </p>
            {share === null ? null : (
              <svg className={`limitbar ${warn}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                <rect width={Math.min(100, share)} height={6} />
              </svg>
            )}
            {resetsAt === undefined ? null : (
              <p className="meta">{u('resets', { time: moment(language, resetsAt, now) })}</p>
            )}
          </div>
        );
      })}
    </section>
  );
}

export function limitWords(limit: string, u: UsageWordsOf): string {
  return limit === 'five_hour' || limit === 'seven_day' ? u(limit) : inert(limit);
}
