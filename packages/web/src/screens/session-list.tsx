import '../styles/session-list.css';
import type { SessionId, SessionSummary } from '@claude-remote/protocol';
import { Suspense, useMemo, useState } from 'react';
import { useWords, type Words } from '../i18n/language.tsx';
import { clock, countSessions } from '../i18n/measures.ts';
import { late } from '../offline/late.ts';
import { useArranging } from '../state/arranging.ts';
import { useConnection, useOverview } from '../state/hub-context.tsx';
import { isUnread } from '../state/seen.ts';
import { type MachineGroup, matches } from '../state/summaries.ts';
import { useSeen } from '../state/use-seen.ts';
import { ListFilters } from './session-list-filters.tsx';
import { inFilter, type ListEntry, type ListFilter, orderList } from './session-list-order.ts';
import { type RowDeeds, SessionListRow } from './session-list-row.tsx';
import { useGrowing } from './use-growing.ts';

const SessionMenu = late(() => import('./session-deeds.tsx'), 'SessionMenu');
const SaidList = late(() => import('../search/said-list.tsx'), 'SaidList');
const ListSheet = late(() => import('./session-list-sheet.tsx'), 'ListSheet');
const ChoosingBar = late(() => import('./session-list-choosing.tsx'), 'ChoosingBar');

export interface SessionListProps {
  /** Words to find; null while nobody searches. */
  readonly search: string | null;
  readonly selected: string | null;
  readonly onNew: () => void;
  /** Closes the menu of the whole list; null while it is not open. */
  readonly onMenuClose?: (() => void) | null;
}

/** All sessions by machine: pinned ones first, those that wait, those that work, then the newest. */
export function SessionList({ search, selected, onNew, onMenuClose = null }: SessionListProps) {
  const { t } = useWords();
  const { sessions, machines, known } = useOverview();
  const seen = useSeen();
  const [filter, setFilter] = useState<ListFilter>('all');
  const [menu, setMenu] = useState<SessionId | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<SessionId> | null>(null);
  const on = useRowDeeds(setMenu, setChosen);
  const entries = useMemo(() => {
    const wish = { filter, unread: (one: SessionSummary) => isUnread(seen, one) };
    const wanted = search === null || search === '' ? sessions : sessions.filter((one) => matches(one, search));
    return orderList(
      wanted.filter((one) => inFilter(one, wish)),
      machines,
    );
  }, [sessions, machines, search, filter, seen]);
  const { shown, end } = useGrowing<HTMLDivElement>(entries.length);
  const archived = sessions.filter((one) => one.archived).length;
  if (known && sessions.length === 0) return <NoSession onNew={onNew} />;
  return (
    <>
      {search === null && filter === 'all' ? null : <ListFilters chosen={filter} onChoose={setFilter} />}
      {known && entries.length === 0 ? (
        <p className={search ? 'empty short soft' : 'empty soft'}>{t(search ? 'session.noneFound' : 'filter.none')}</p>
      ) : null}
      {entries.slice(0, shown).map((entry) => (
        <Entry
          key={entry.key}
          entry={entry}
          selected={selected}
          chosen={chosen}
          unread={entry.is === 'session' && isUnread(seen, entry.summary)}
          on={on}
        />
      ))}
      <div ref={end} />
      {filter === 'all' && archived > 0 && chosen === null ? (
        <button type="button" className="morerows" onClick={() => setFilter('archived')}>
          {t('filter.archivedCount', { n: archived })}
        </button>
      ) : null}
      <Suspense fallback={null}>
        {search && filter === 'all' && chosen === null ? <SaidList typed={search} /> : null}
        <Layers
          {...{ sessions, chosen, setChosen, menu, setMenu, filter, setFilter, onMenuClose }}
          looksOnly={on === null}
        />
      </Suspense>
    </>
  );
}

interface LayersProps {
  readonly sessions: readonly SessionSummary[];
  readonly filter: ListFilter;
  readonly setFilter: (filter: ListFilter) => void;
  readonly looksOnly: boolean;
  readonly chosen: ReadonlySet<SessionId> | null;
  readonly setChosen: (chosen: ReadonlySet<SessionId> | null) => void;
  readonly menu: SessionId | null;
  readonly setMenu: (id: SessionId | null) => void;
  readonly onMenuClose: (() => void) | null;
}

/** What comes above the list: its own menu, that of a row, or the bar for several. */
function Layers(props: LayersProps) {
  const { sessions, filter, setFilter, looksOnly, chosen, setChosen, menu, setMenu, onMenuClose } = props;
  const asked = sessions.find(({ id }) => id === menu);
  return (
    <>
      {chosen === null ? null : (
        <ChoosingBar
          sessions={sessions.filter(({ id }) => chosen.has(id))}
          archived={filter === 'archived'}
          onDone={() => setChosen(null)}
        />
      )}
      {onMenuClose === null ? null : (
        <ListSheet
          filter={filter}
          onFilter={setFilter}
          onSelect={looksOnly ? null : () => setChosen(new Set())}
          onClose={onMenuClose}
        />
      )}
      {asked ? (
        <SessionMenu summary={asked} onSelect={() => setChosen(new Set([asked.id]))} onClose={() => setMenu(null)} />
      ) : null}
    </>
  );
}

/** What rows can do; the same for all of them, so that a row is drawn anew only when it changed. Null for a viewer. */
function useRowDeeds(
  menu: (id: SessionId) => void,
  setChosen: (change: (before: ReadonlySet<SessionId> | null) => ReadonlySet<SessionId>) => void,
): RowDeeds | null {
  const { archive, pin } = useArranging();
  const looksOnly = useConnection().you?.role === 'viewer';
  return useMemo(() => {
    if (looksOnly) return null;
    return {
      menu,
      choose: (id) =>
        setChosen((before) => {
          const next = new Set(before);
          if (!next.delete(id)) next.add(id);
          return next;
        }),
      archive: (summary) => void archive([summary], !summary.archived),
      pin: (summary) => void pin([summary], !summary.pinned),
    };
  }, [looksOnly, menu, setChosen, archive, pin]);
}

interface EntryProps {
  readonly entry: ListEntry;
  readonly selected: string | null;
  readonly chosen: ReadonlySet<SessionId> | null;
  readonly unread: boolean;
  readonly on: RowDeeds | null;
}

function Entry({ entry, selected, chosen, unread, on }: EntryProps) {
  switch (entry.is) {
    case 'machine':
      return <MachineHead group={entry.group} />;
    case 'workspace':
      return <p className="ws cut">{entry.name}</p>;
    case 'session': {
      const { summary, online } = entry;
      const ticked = chosen === null ? null : chosen.has(summary.id);
      return (
        <SessionListRow
          summary={summary}
          online={online}
          selected={summary.id === selected}
          unread={unread}
          chosen={ticked}
          on={on}
        />
      );
    }
  }
}

function MachineHead({ group }: { group: MachineGroup }) {
  const words = useWords();
  const linked = useConnection().phase.phase === 'open';
  const { name, online } = group.machine;
  return (
    <div className="grp">
      <h2>{name}</h2>
      <i className={!linked ? 'seg dim' : online ? 'seg' : 'seg gone'} />
      <span className={online ? 'meta' : 'meta risk'}>
        {groupWords(linked ? group : { ...group, working: 0 }, words)}
      </span>
    </div>
  );
}

function NoSession({ onNew }: { onNew: () => void }) {
  const { t } = useWords();
  return (
    <div className="empty">
      <h2>{t('session.none')}</h2>
      <p>{t('session.noneHint')}</p>
      <button type="button" className="btn" onClick={onNew}>
        {t('session.new')}
      </button>
    </div>
  );
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
