import type { SessionState, SessionSummary } from '@claude-remote/protocol';

/** Where people put a session in lists. Kept beside its log, since nothing of it happened in the session. */
interface Arrangement {
  readonly pinned: boolean;
  readonly archived: boolean;
}

const NOT_ARRANGED: Arrangement = { pinned: false, archived: false };

/** What lists and the inbox show of a session. */
export function summarize(state: SessionState, { pinned, archived } = NOT_ARRANGED): SessionSummary {
  const { id, machine, workspace, title, settings, createdAt, updatedAt, head, turn, turns, lastOutcome } = state;
  const { paused, requests, lastLine, costUsd, claude, claudeSession } = state;
  return {
    id,
    machine,
    workspace,
    title,
    settings,
    createdAt,
    updatedAt,
    head,
    turn,
    turns,
    lastOutcome,
    paused,
    requests,
    lastLine,
    costUsd,
    claude,
    claudeSession,
    ...(state.decided && { decided: state.decided }),
    ...(state.worktree && { worktree: state.worktree }),
    ...(state.branch !== undefined && { branch: state.branch }),
    queued: state.queue.length,
    doubts: state.doubtful.length,
    pinned,
    archived,
  };
}

/** The one mark of a session: what a person should know first. */
export type SessionStatus = 'waiting' | 'doubtful' | 'working' | 'paused' | 'failed' | 'finished' | 'quiet';

export function sessionStatus(summary: SessionSummary): SessionStatus {
  if (summary.requests.length > 0) return 'waiting';
  if (summary.doubts > 0) return 'doubtful';
  if (summary.turn) return 'working';
  if (summary.paused && summary.queued > 0) return 'paused';
  if (summary.queued > 0) return 'working';
  if (summary.lastOutcome === 'failed') return 'failed';
  return summary.lastOutcome === 'done' ? 'finished' : 'quiet';
}
