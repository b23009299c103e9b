import type { MachineInfo, Request, SessionSummary } from '@claude-remote/protocol';
import { sessionStatus } from '@claude-remote/session';
import type { MarkKind } from '../parts/mark.tsx';

/** Sessions and requests as the places list them. Pure; words are the screens'. */

/** Beyond a cut, to the hub or to the machine, a session is not known to work. */
export function markOf(summary: SessionSummary, reached: boolean): MarkKind {
  const status = sessionStatus(summary);
  return !reached && status === 'working' ? 'unknown' : status;
}

const RANK: Record<MarkKind, number> = {
  waiting: 0,
  doubtful: 1,
  working: 2,
  paused: 3,
  unknown: 3,
  failed: 4,
  finished: 4,
  quiet: 4,
};

/** Before everything else. */
const PINNED = -1;

export interface MachineGroup {
  readonly machine: Pick<MachineInfo, 'id' | 'name' | 'online' | 'heardAt'>;
  readonly sessions: readonly SessionSummary[];
  readonly waiting: number;
  readonly working: number;
}

/** By machine in name order (an away one keeps its place); within one: pinned, waiting, working, then newest. */
export function groupByMachine(sessions: readonly SessionSummary[], machines: readonly MachineInfo[]): MachineGroup[] {
  const unknown = [...new Set(sessions.map((one) => one.machine))].filter(
    (id) => !machines.some((machine) => machine.id === id),
  );
  const all = [...machines, ...unknown.map((id) => ({ id, name: id, online: false, heardAt: null }))];
  return all
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((machine) => {
      const own = sessions.filter((one) => one.machine === machine.id);
      const rank = (one: SessionSummary) => (one.pinned ? PINNED : RANK[markOf(one, machine.online)]);
      return {
        machine,
        sessions: own.toSorted((a, b) => rank(a) - rank(b) || b.updatedAt - a.updatedAt),
        waiting: own.filter((one) => sessionStatus(one) === 'waiting').length,
        working: own.filter((one) => sessionStatus(one) === 'working').length,
      };
    })
    .filter((group) => group.sessions.length > 0);
}

/**
 * True when every word of the search is in the session's title, directory, branch, machine or last line. Of the search's operators
 * those that name a place count as words; days are for what was said.
 */
export function matches(summary: SessionSummary, search: string): boolean {
  const { title, workspace, worktree, branch, machine, lastLine } = summary;
  const text = [title, workspace, branch ?? worktree?.branch ?? '', machine, lastLine].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .replace(/\b(machine|workspace|branch):|\b(before|after):\S*|"/g, '')
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** One card of the Inbox: a request, or several permissions of one session that the same rule would allow. */
export interface InboxEntry {
  readonly session: SessionSummary;
  readonly request: Request;
  /** Further requests that are answered together with it. */
  readonly same: readonly Request[];
}

export function openRequests(sessions: readonly SessionSummary[]): InboxEntry[] {
  return sessions.flatMap((session) => {
    const cards: InboxEntry[] = [];
    for (const request of session.requests) {
      const rule = sharedRule(request);
      const index = rule === null ? -1 : cards.findIndex((card) => sharedRule(card.request) === rule);
      const card = cards[index];
      if (card) cards[index] = { ...card, same: [...card.same, request] };
      else cards.push({ session, request, same: [] });
    }
    return cards;
  });
}

/** What makes two permissions one decision: the same tool, not dangerous, and the same "always" choices offered. */
function sharedRule(request: Request): string | null {
  if (request.kind !== 'permission' || request.facts.some((fact) => fact.level === 'danger')) return null;
  if (request.suggestions.length === 0) return null;
  return JSON.stringify([request.toolName, request.suggestions.map(({ kind, text, scope }) => [kind, text, scope])]);
}

export function countRequests(sessions: readonly SessionSummary[]): number {
  return sessions.reduce((count, session) => count + session.requests.length, 0);
}

/** Sessions that ended their turn since `since`, newest first. */
export function endedSince(sessions: readonly SessionSummary[], since: number): SessionSummary[] {
  return sessions
    .filter((one) => {
      const status = sessionStatus(one);
      return (status === 'finished' || status === 'failed') && one.updatedAt > since;
    })
    .toSorted((a, b) => b.updatedAt - a.updatedAt);
}
