import type { Answer, CommandBody, LiveValue, Query, ReplyBody } from '../../src/index.ts';
import { AT, COMMAND, MACHINE, OTHER_COMMAND, REQUEST, SESSION, SETTINGS, TOOL, USAGE } from './parts.ts';

const ANSWERS: readonly Answer[] = [
  { type: 'allow', suggestions: [0] },
  { type: 'deny', message: 'no', interrupt: true },
  { type: 'choose', answers: { 'Which?': ['A', 'B'], 'Where?': 'here' } },
  { type: 'approve', mode: 'edits' },
];

/** One command of each kind; one answer of each type. */
export const COMMAND_BODIES: readonly CommandBody[] = [
  {
    kind: 'start',
    machine: MACHINE,
    workspace: '/home/ada/app',
    title: 'Fix the login',
    settings: SETTINGS,
    from: { claudeSession: SESSION, how: 'fork' },
  },
  {
    kind: 'prompt',
    text: '-p "ü" 😀\n\u001b[31m',
    attachments: [{ name: 'a.txt', mediaType: 'text/plain', data: 'YQ==' }],
  },
  ...ANSWERS.map((answer): CommandBody => ({ kind: 'answer', request: REQUEST, answer })),
  { kind: 'interrupt', scope: 'turn', turn: 3 },
  { kind: 'interrupt', scope: 'all' },
  { kind: 'edit-queued', command: COMMAND, text: 'better' },
  { kind: 'remove-queued', command: COMMAND },
  { kind: 'move-queued', command: COMMAND, before: OTHER_COMMAND },
  { kind: 'send-now', command: COMMAND },
  { kind: 'resume-queue' },
  { kind: 'change-settings', mode: 'plan', model: 'opus', effort: 'max' },
  { kind: 'settle', command: COMMAND, how: 'leave' },
  { kind: 'rename', title: 'Login' },
  { kind: 'stop-claude' },
  { kind: 'start', machine: MACHINE, worktree: { branch: 'fix/login' } },
  { kind: 'rewind', prompt: COMMAND },
  { kind: 'start', machine: MACHINE, from: { claudeSession: SESSION, how: 'fork', before: COMMAND } },
  { kind: 'remove-worktree', discard: true },
];

export const LIVE_VALUES: readonly LiveValue[] = [
  { kind: 'partial', block: 'msg_1:0', thinking: false, offset: 5, text: 'llo', parent: TOOL },
  { kind: 'activity', doing: 'tool', detail: 'Bash', since: AT, usage: USAGE },
  { kind: 'tool-progress', tool: TOOL, elapsedMs: 4000 },
];

export const QUERIES: readonly Query[] = [
  { kind: 'browse', path: '/home/ada' },
  { kind: 'find-files', session: SESSION, text: 'log' },
  { kind: 'tool-output', session: SESSION, tool: TOOL },
  { kind: 'disk-sessions', workspace: '/home/ada/app' },
  { kind: 'usage', timeZone: 'Asia/Seoul' },
  { kind: 'rewind-preview', session: SESSION, prompt: COMMAND },
  { kind: 'disk-transcript', claudeSession: SESSION, before: 200 },
  { kind: 'changes', session: SESSION, since: AT, path: 'src/login.ts' },
  { kind: 'worktree', session: SESSION },
];

const TOKENS = { input: 1, output: 2, cacheRead: 3, cacheWrite: 4 };

export const REPLIES: readonly ReplyBody[] = [
  { kind: 'browse', path: null, directories: [{ path: '/home/ada/app', name: 'app', git: true }] },
  { kind: 'find-files', files: ['src/login.ts'] },
  { kind: 'tool-output', text: 'ok\n' },
  {
    kind: 'disk-transcript',
    workspace: '/home/ada/app',
    events: [{ epoch: 0, seq: 1, at: AT, body: { kind: 'session-renamed', title: 'Old' } }],
  },
  { kind: 'rewind-preview', files: ['/home/ada/app/a.ts'], added: 1, removed: 2 },
  {
    kind: 'changes',
    repository: { branch: 'main', base: 'a'.repeat(40) },
    files: [
      {
        path: 'src/login.ts',
        status: 'changed',
        added: 1,
        removed: 0,
        binary: false,
        hunks: [{ oldStart: 1, newStart: 1, lines: [' a', '+b'] }],
      },
      { path: 'logo.png', status: 'added', added: 0, removed: 0, binary: true, hunks: null },
    ],
    omitted: 0,
  },
  {
    kind: 'disk-sessions',
    sessions: [{ claudeSession: SESSION, title: 'Old', workspace: '/home/ada/app', changedAt: AT, running: false }],
  },
  {
    kind: 'usage',
    readAt: AT,
    complete: true,
    today: '2026-03-01',
    pricesOf: '2026-01-01',
    unknownModels: ['claude-next'],
    block: { startsAt: AT, endsAt: AT, costUsd: 3.41, projectedUsd: 5.2, tokens: TOKENS },
    days: [{ day: '2026-03-01', costUsd: 3.41, messages: 2, tokens: TOKENS }],
    sessions: [
      {
        claudeSession: SESSION,
        workspace: '/home/ada/app',
        lastAt: AT,
        models: ['claude-next'],
        costUsd: 3.41,
        todayUsd: 1,
        tokens: TOKENS,
      },
    ],
    limits: [{ limit: 'five_hour', status: 'allowed', utilization: 0.6, resetsAt: AT }],
  },
  { kind: 'worktree', path: '/home/ada/app/.claude/worktrees/fix-1', branch: null, uncommitted: 2, commits: 1 },
];
