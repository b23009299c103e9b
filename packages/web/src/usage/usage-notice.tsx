import type { MachineInfo } from '@claude-remote/protocol';
import { Link } from 'wouter';
import { useWords } from '../i18n/language.tsx';
import { cost, moment } from '../i18n/measures.ts';
import { Icon } from '../parts/icon.tsx';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { limitWords } from './limit-bars.tsx';
import { rememberedThresholds } from './thresholds.ts';
import { useUsage } from './use-usage.ts';
import { type Near, nearLimits } from './warn.ts';
import { useUsageWords } from './words.ts';

/** In the Inbox: limits that are near, on any machine. Nothing while all is calm or nothing is known. */
export function UsageNotice() {
  const { machines } = useOverview();
  return machines.map((machine) => <MachineNotice key={machine.id} machine={machine} />);
}

function MachineNotice({ machine }: { machine: MachineInfo }) {
  const u = useUsageWords();
  const { language } = useWords();
  const { storage } = useHub();
  const { usage } = useUsage(machine);
  const now = useNow(60_000);
  if (usage === null) return null;
  const wordsOf = (near: Near): string => {
    if (near.is === 'day') return u('nearDay', { cost: cost(near.costUsd), machine: machine.name });
    const { limit, utilization, resetsAt } = near.limit;
    const name = limitWords(limit, u);
    const used =
      utilization === undefined
        ? u('nearLimit', { name })
        : u('nearShare', { name, share: Math.round(utilization * 100) });
    return resetsAt === undefined ? used : `${used} ${u('resets', { time: moment(language, resetsAt, now) })}`;
  };
  return nearLimits(usage, rememberedThresholds(storage), now).map((near) => (
    <div key={near.is === 'day' ? 'day' : near.limit.limit} className={`note ${near.warn}`}>
      <span className="mark s">
        <Icon glyph="danger" size={15} />
      </span>
      <span>
        {wordsOf(near)} <Link href="/machines?usage">{u('seeUsage')}</Link>
      </span>
    </div>
  ));
}
