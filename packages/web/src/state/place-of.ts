import type { SessionSummary } from '@claude-remote/protocol';
import { knownCost } from '../i18n/measures.ts';
import { workspaceName } from '../transcript/describe-tool.ts';

type Place = Pick<SessionSummary, 'workspace' | 'worktree' | 'branch'>;

/** Pure: where a session works, in a word or two: the directory, and what git has checked out there. */
export function placeOf({ workspace, worktree, branch }: Place): string {
  // Until somebody has looked, a working tree has the branch that it was made with.
  const checkedOut = branch ?? worktree?.branch ?? null;
  const name = workspaceName(worktree?.of ?? workspace);
  return checkedOut === null ? name : `${name} · ${checkedOut}`;
}

/** The same with what it cost, once that is known. */
export function placeAndCost(session: Place & Pick<SessionSummary, 'costUsd'>): string {
  const known = knownCost(session.costUsd);
  return known === null ? placeOf(session) : `${placeOf(session)} · ${known}`;
}

/** Directories of one machine in which sessions ran, the latest first; a session's own working tree stands for its origin. */
export function recentWorkspaces(sessions: readonly SessionSummary[], machine: string, max: number): string[] {
  const own = sessions.filter((session) => session.machine === machine && session.workspace !== '');
  const latest = own.toSorted((a, b) => b.updatedAt - a.updatedAt);
  return [...new Set(latest.map(({ workspace, worktree }) => worktree?.of ?? workspace))].slice(0, max);
}
