import type { MachineInfo, SessionSummary } from '@claude-remote/protocol';
import { sessionStatus } from '@claude-remote/session';
import { groupByMachine, type MachineGroup } from '../state/summaries.ts';
import { workspaceName } from '../transcript/describe-tool.ts';

/** Which sessions the list shows, and in which order. Pure; words and elements are the list's. */
export const LIST_FILTERS = ['all', 'waiting', 'working', 'unread', 'archived'] as const;
export type ListFilter = (typeof LIST_FILTERS)[number];

export type ListEntry =
  | { readonly is: 'machine'; readonly key: string; readonly group: MachineGroup }
  | { readonly is: 'workspace'; readonly key: string; readonly name: string }
  | { readonly is: 'session'; readonly key: string; readonly summary: SessionSummary; readonly online: boolean };

export interface ListWish {
  readonly filter: ListFilter;
  readonly unread: (summary: SessionSummary) => boolean;
}

/** What is archived shows only there, unless it waits for somebody: that is never out of sight. */
export function inFilter(summary: SessionSummary, { filter, unread }: ListWish): boolean {
  const status = sessionStatus(summary);
  const waits = status === 'waiting' || status === 'doubtful';
  if (filter === 'archived') return summary.archived;
  if (summary.archived && !waits) return false;
  switch (filter) {
    case 'all':
      return true;
    case 'waiting':
      return waits;
    case 'working':
      return status === 'working';
    case 'unread':
      return unread(summary);
  }
}

/** Rows at rest of one machine from which on they stand by workspace: fewer are found at a glance. */
const MANY = 6;

/**
 * By machine; first what is pinned, waits or works, then what is at rest, newest first: by workspace where that is much.
 */
export function orderList(sessions: readonly SessionSummary[], machines: readonly MachineInfo[]): ListEntry[] {
  return groupByMachine(sessions, machines).flatMap((group) => {
    const row = (summary: SessionSummary): ListEntry => ({
      is: 'session',
      key: summary.id,
      summary,
      online: group.machine.online,
    });
    const rest = group.sessions.findIndex(isAtRest);
    const first = rest === -1 ? group.sessions : group.sessions.slice(0, rest);
    const others = rest === -1 ? [] : group.sessions.slice(rest);
    return [
      { is: 'machine', key: `machine ${group.machine.id}`, group },
      ...first.map(row),
      ...byWorkspace(others, group.machine.id).map((one) => ('is' in one ? one : row(one))),
    ];
  });
}

function isAtRest(summary: SessionSummary): boolean {
  return !summary.pinned && AT_REST.has(sessionStatus(summary));
}

const AT_REST: ReadonlySet<ReturnType<typeof sessionStatus>> = new Set(['failed', 'finished', 'quiet']);

function byWorkspace(
  sessions: readonly SessionSummary[],
  machine: string,
): (SessionSummary | Extract<ListEntry, { is: 'workspace' }>)[] {
  const workspaces = new Map<string, SessionSummary[]>();
  for (const one of sessions) workspaces.set(one.workspace, [...(workspaces.get(one.workspace) ?? []), one]);
  if (sessions.length <= MANY || workspaces.size < 2) return [...sessions];
  return [...workspaces].flatMap(([path, own]) => [
    { is: 'workspace' as const, key: `workspace ${machine} ${path}`, name: workspaceName(path) },
    ...own,
  ]);
}
