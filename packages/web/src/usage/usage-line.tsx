import './usage.css';
import type { MachineInfo } from '@claude-remote/protocol';
import { Link } from 'wouter';
import { useWords } from '../i18n/language.tsx';
import { cost } from '../i18n/measures.ts';
import { useHub } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { remaining } from './remaining.ts';
import { inCurrency, rememberedCurrency } from './second-currency.ts';
import { rememberedThresholds } from './thresholds.ts';
import { useUsage } from './use-usage.ts';
import { warnOfDay, warnOfReset } from './warn.ts';
import { useUsageWords } from './words.ts';

/** One line of what a machine used today and in its block; leads to the rest. */
export function UsageLine({ machine }: { machine: MachineInfo }) {
  const u = useUsageWords();
  const { t, language } = useWords();
  const { storage } = useHub();
  const { usage } = useUsage(machine);
  const now = useNow(30_000);
  if (usage === null) return null;
  const thresholds = rememberedThresholds(storage);
  const today = usage.days.find(({ day }) => day === usage.today)?.costUsd ?? 0;
  const block = usage.block && usage.block.endsAt > now ? usage.block : null;
  return (
    <Link href="/machines?usage" className="pad small num usagelink">
      <span className={warnOfDay(today, thresholds)}>
        {u('today')} {cost(today)}
      </span>{' '}
      <span className="quiet">{inCurrency(language, today, rememberedCurrency(storage))}</span>
      {block === null ? null : (
        <>
          {' · '}
          {u('blockNow', { cost: cost(block.costUsd) })}{' '}
          <span className={warnOfReset(block.endsAt - now, thresholds)}>
            {u('resetIn', { left: remaining(t, block.endsAt - now) })}
          </span>
        </>
      )}
    </Link>
  );
}
