import { useWords, type Words } from '../i18n/language.tsx';
import { clock, countSessions } from '../i18n/measures.ts';
import { SessionRow } from '../parts/session-row.tsx';
import { useConnection, useOverview } from '../state/hub-context.tsx';
import { groupByMachine, type MachineGroup, matches } from '../state/summaries.ts';

export interface SessionListProps {
  /** Words to find; empty shows all. */
  readonly search: string;
  readonly selected: string | null;
  readonly onNew: () => void;
}

/** All sessions by machine: those that wait first, then those that work, then the newest. */
export function SessionList({ search, selected, onNew }: SessionListProps) {
  const words = useWords();
  const { t } = words;
  const { sessions, machines, known } = useOverview();
  const linked = useConnection().phase.phase === 'open';
  const groups = groupByMachine(
    sessions.filter((one) => matches(one, search)),
    machines,
  );
  if (known && sessions.length === 0)
    return (
      <div className="empty">
        <h2>{t('session.none')}</h2>
        <p>{t('session.noneHint')}</p>
        <button type="button" className="btn" onClick={onNew}>
          {t('session.new')}
        </button>
      </div>
    );
  if (known && groups.length === 0) return <p className="empty soft">{t('session.noneFound')}</p>;
  return groups.map((group) => (
    <section key={group.machine.id} aria-label={group.machine.name}>
      <div className="grp">
        <b>{group.machine.name}</b>
        <i className={group.machine.online ? 'seg' : 'seg gone'} />
        <span className={group.machine.online ? 'meta' : 'meta risk'}>
          {groupWords(linked ? group : { ...group, working: 0 }, words)}
        </span>
      </div>
      {group.sessions.map((summary) => (
        <SessionRow
          key={summary.id}
          summary={summary}
          online={group.machine.online}
          selected={summary.id === selected}
        />
      ))}
    </section>
  ));
}

function groupWords({ machine, waiting, working, sessions }: MachineGroup, { t, language }: Words): string {
  if (!machine.online)
    return machine.heardAt === null ? t('line.awayNever') : t('line.away', { time: clock(language, machine.heardAt) });
  const parts = [
    ...(waiting > 0 ? [t('session.waiting', { n: waiting })] : []),
    ...(working > 0 ? [t('session.working', { n: working })] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : countSessions(sessions.length, t);
}
