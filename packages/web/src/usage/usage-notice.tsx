import type { MachineInfo } from '@claude-remote/protocol';
import { Link } from 'wouter';
import { type Language, useWords } from '../i18n/language.tsx';
import { cost, moment } from '../i18n/measures.ts';
import { Icon } from '../parts/icon.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { limitWords } from './limit-bars.tsx';
import { rememberedThresholds } from './thresholds.ts';
import { useUsages } from './use-usage.ts';
import { type Near, type NearLimit, nearLimits } from './warn.ts';
import { type UsageWordsOf, useUsageWords } from './words.ts';

/**
 * In the Inbox: limits that are near, on any machine. Nothing while all is calm or nothing is known. Limits are the
 * account's, so what several machines say of one is said once.
 */
export function UsageNotice() {
  const { machines } = useOverview();
  const { storage } = useHub();
  const now = useNow(60_000);
  const usages = useUsages(machines);
  const thresholds = rememberedThresholds(storage);
  const said = new Set<string>();
  return machines.flatMap((machine, at) => {
    const usage = usages[at]?.usage ?? null;
    if (usage === null) return [];
    return nearLimits(usage, thresholds, now)
      .map((near) => ({ near, key: near.is === 'day' ? `day ${machine.id}` : near.limit.limit }))
      .filter(({ key }) => !said.has(key) && said.add(key))
      .map(({ near, key }) => <Notice key={key} {...{ near, machine, now }} />);
  });
}

function Notice({ near, machine, now }: { near: Near; machine: MachineInfo; now: number }) {
  const u = useUsageWords();
  const { language } = useWords();
  return (
    <div className={`note ${near.warn}`}>
      <span className="mark s">
        <Icon glyph="danger" size={15} />
      </span>
      <span>
        {near.is === 'day'
          ? u('nearDay', { cost: cost(near.costUsd), machine: machine.name })
          : limitSentence(near.limit, { u, language, now })}{' '}
        <Link href="/machines?usage">{u('seeUsage')}</Link>
      </span>
    </div>
  );
}

interface Telling {
  readonly u: UsageWordsOf;
  readonly language: Language;
  readonly now: number;
}

function limitSentence({ limit, utilization, resetsAt }: NearLimit, { u, language, now }: Telling): string {
  const name = limitWords(limit, u);
  const used =
    utilization === undefined
      ? u('nearLimit', { name })
      : u('nearShare', { name, share: Math.round(utilization * 100) });
  return resetsAt === undefined ? used : `${used} ${u('resets', { time: moment(language, resetsAt, now) })}.`;
}
