import type { MachineInfo, ReplyOf } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { clock, cost, duration, tokens, when } from '../i18n/measures.ts';
import { useOverview } from '../state/hub-context.tsx';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import { DayChart } from './day-chart.tsx';
import { inCurrency, type SecondCurrency } from './second-currency.ts';
import { warnOfDay, warnOfReset } from './warn.ts';
import { useUsageWords } from './words.ts';

interface FactsProps {
  readonly machine: MachineInfo;
  readonly usage: ReplyOf<'usage'>;
  readonly currency: SecondCurrency;
}

/** What one machine answered: block and limits first, then days and sessions. */
export function UsageFacts({ machine, usage, currency }: FactsProps) {
  const { t, language } = useWords();
  const u = useUsageWords();
  const { block, limits, days, today } = usage;
  const todayUsd = days.find(({ day }) => day === today)?.costUsd ?? 0;
  const left = block ? block.endsAt - usage.readAt : 0;
  return (
    <>
      {block ? (
        <div className="pad num">
          <p className="small soft">{u('block', { time: clock(language, block.startsAt) })}</p>
          <p className="blockcost">
            {cost(block.costUsd)} <span className="quiet">{inCurrency(language, block.costUsd, currency)}</span>
          </p>
          <p className={`small ${warnOfReset(left)}`}>
            {u('reset', { left: duration(t, left), time: clock(language, block.endsAt) })}{' '}
            {block.projectedUsd === null ? null : u('pace', { cost: cost(block.projectedUsd) })}
          </p>
        </div>
      ) : (
        <p className="pad small soft">{u('noBlock')}</p>
      )}
      {limits.length === 0 ? null : <p className="pad label">{u('account')}</p>}
      {limits.map(({ limit, utilization, resetsAt, status }) => (
        <p key={limit} className={`pad small num usageline ${status === 'allowed' ? '' : 'warn'}`}>
          <span>{limit === 'five_hour' || limit === 'seven_day' ? u(limit) : inert(limit)}</span>
          <span>
            {utilization === undefined ? null : `${Math.round(utilization * 100)}%`}{' '}
            {resetsAt === undefined ? null : u('resets', { time: when(language, resetsAt, usage.readAt) })}
          </span>
        </p>
      ))}
      <div className="pad num usagedays">
        <p className="usageline">
          <b>{u('today')}</b>
          <span className={warnOfDay(todayUsd)}>
            {cost(todayUsd)} <span className="quiet small">{inCurrency(language, todayUsd, currency)}</span>
          </span>
        </p>
        <DayChart days={days} today={today} />
      </div>
      <p className="pad label">{u('sessions')}</p>
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
