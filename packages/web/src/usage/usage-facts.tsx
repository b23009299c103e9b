import type { MachineInfo, ReplyOf } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { clock, cost, tokens } from '../i18n/measures.ts';
import { useOverview } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import { DayChart } from './day-chart.tsx';
import { LimitBars } from './limit-bars.tsx';
import { remaining } from './remaining.ts';
import { inCurrency, type SecondCurrency } from './second-currency.ts';
import type { Thresholds } from './thresholds.ts';
import { warnOfDay, warnOfReset } from './warn.ts';
import { useUsageWords } from './words.ts';

interface FactsProps {
  readonly machine: MachineInfo;
  readonly usage: ReplyOf<'usage'>;
  readonly currency: SecondCurrency;
  readonly thresholds: Thresholds;
}

/** What one machine answered: block and limits first, then days and sessions. */
export function UsageFacts({ machine, usage, currency, thresholds }: FactsProps) {
  const { t, language } = useWords();
  const u = useUsageWords();
  const { limits, days, today } = usage;
  const now = useNow(1000);
  // A block that ended since it was read is over, whatever was read.
  const block = usage.block && usage.block.endsAt > now ? usage.block : null;
  const todayUsd = days.find(({ day }) => day === today)?.costUsd ?? 0;
  const left = block ? block.endsAt - now : 0;
  return (
    <>
      {block ? (
        <div className="pad num">
          <p className="small soft">{u('block', { time: clock(language, block.startsAt) })}</p>
          <p className="blockcost">
            {cost(block.costUsd)} <span className="quiet">{inCurrency(language, block.costUsd, currency)}</span>
          </p>
          <p className={`small ${warnOfReset(left, thresholds)}`}>
            {u('reset', { left: remaining(t, left), time: clock(language, block.endsAt) })}{' '}
            {block.projectedUsd === null ? null : u('pace', { cost: cost(block.projectedUsd) })}
          </p>
        </div>
      ) : (
        <p className="pad small soft">{u('noBlock')}</p>
      )}
      <LimitBars limits={limits} thresholds={thresholds} now={now} />
      <div className="pad num usagedays">
        <p className="usageline">
          <b>{u('today')}</b>
          <span className={warnOfDay(todayUsd, thresholds)}>
            {cost(todayUsd)} <span className="quiet small">{inCurrency(language, todayUsd, currency)}</span>
          </span>
        </p>
        <DayChart days={days} today={today} thresholds={thresholds} />
      </div>
      {usage.sessions.length === 0 ? null : <p className="pad label">{u('sessions')}</p>}
      <SessionCosts sessions={usage.sessions} />
      <p className="pad meta">
        {u('readAt', { time: clock(language, usage.readAt), machine: machine.name, date: usage.pricesOf })}{' '}
        {usage.complete ? null : u('partial')}{' '}
        {usage.unknownModels.length === 0 ? null : u('unknown', { models: inert(usage.unknownModels.join(', ')) })}
      </p>
    </>
  );
}

function SessionCosts({ sessions }: { sessions: ReplyOf<'usage'>['sessions'] }) {
  const u = useUsageWords();
  const titles = new Map(useOverview().sessions.map(({ claudeSession, title }) => [claudeSession, title]));
  return sessions.slice(0, 20).map((one) => (
    <div key={one.claudeSession} className="pad num usageline">
      <span>
        <span className="block">{inert(titles.get(one.claudeSession) || one.claudeSession.slice(0, 8))}</span>
        <span className="meta">{inert([workspaceName(one.workspace ?? ''), ...one.models].join(' · '))}</span>
      </span>
      <span>
        <span className="block">{cost(one.costUsd)}</span>
        <span className="meta">
          {u('tokens', {
            input: tokens(one.tokens.input + one.tokens.cacheRead + one.tokens.cacheWrite),
            output: tokens(one.tokens.output),
          })}
        </span>
      </span>
    </div>
  ));
}
