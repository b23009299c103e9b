import type { SessionSummary } from '@claude-remote/protocol';
import { workspaceName } from '../transcript/describe-tool.ts';

/** Pure: where a session works, in a word or two: the directory, and its branch when it has a working tree of its own. */
export function placeOf({ workspace, worktree }: Pick<SessionSummary, 'workspace' | 'worktree'>): string {
  return worktree ? `${workspaceName(worktree.of)} · ${worktree.branch}` : workspaceName(workspace);
}

/** Directories of one machine in which sessions ran, the latest first; a session's own working tree stands for its origin. */
export function recentWorkspaces(sessions: readonly SessionSummary[], machine: string, max: number): string[] {
  const own = sessions.filter((session) => session.machine === machine && session.workspace !== '');
  const latest = own.toSorted((a, b) => b.updatedAt - a.updatedAt);
  return [...new Set(latest.map(({ workspace, worktree }) => worktree?.of ?? workspace))].slice(0, max);
}
