import { asMachineId, type SessionId, type SessionState } from '@claude-remote/protocol';

/** The state before the first event. `createdAt` 0 means: not started. */
export function emptyState(id: SessionId): SessionState {
  return {
    id,
    machine: asMachineId(''),
    workspace: '',
    title: '',
    settings: { mode: 'ask' },
    startedBy: null,
    createdAt: 0,
    updatedAt: 0,
    head: { epoch: 0, seq: 0 },
    claudeSession: null,
    claude: 'none',
    turn: null,
    turns: 0,
    lastOutcome: null,
    queue: [],
    paused: null,
    requests: [],
    doubtful: [],
    checklist: [],
    lastLine: '',
    costUsd: 0,
    usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    limits: [],
    model: null,
    version: null,
    commands: [],
    models: [],
  };
}

export function isStarted(state: SessionState): boolean {
  return state.createdAt !== 0;
}
