import {
  type Actor,
  asCommandId,
  asMachineId,
  asRequestId,
  asSessionId,
  asToolId,
  type MachineInfo,
  type SessionState,
  type SessionSummary,
  type Settings,
} from '../../src/index.ts';

/** The ids and small parts that the golden values share. */
export const SESSION = asSessionId('11111111-1111-4111-8111-111111111111');
export const COMMAND = asCommandId('22222222-2222-4222-8222-222222222222');
export const OTHER_COMMAND = asCommandId('33333333-3333-4333-8333-333333333333');
export const MACHINE = asMachineId('laptop');
export const REQUEST = asRequestId('req-1');
export const TOOL = asToolId('toolu_1');
export const AT = 1_790_000_000_000;
export const BY: Actor = { kind: 'user', name: 'ada' };
export const BY_ON_PHONE: Actor = { ...BY, device: { name: null, browser: 'Safari', system: 'iPhone' } };
export const SETTINGS: Settings = { mode: 'ask', model: 'sonnet', effort: 'high' };
export const USAGE = { input: 10, output: 20, cacheRead: 30, cacheWrite: 40 };
export const WIRE_ERROR = { code: 'not_found', error: 'There is no session with that id.' } as const;

export const PERMISSION = {
  id: REQUEST,
  openedAt: AT,
  tool: TOOL,
  kind: 'permission',
  toolName: 'Bash',
  input: { command: 'rm -r build' },
  description: 'Remove the build',
  reason: { type: 'rule', text: 'Bash(rm:*)' },
  facts: [{ level: 'danger', code: 'deletes', subject: 'build' }],
  suggestions: [{ index: 0, kind: 'rule', text: 'Bash(rm:*)', scope: 'session' }],
} as const;

export const STATE: SessionState = {
  id: SESSION,
  machine: MACHINE,
  workspace: '/home/ada/app',
  title: 'Fix the login',
  settings: SETTINGS,
  startedBy: BY,
  createdAt: AT,
  updatedAt: AT,
  head: { epoch: 1, seq: 7 },
  claudeSession: SESSION,
  claude: 'running',
  turn: { number: 1, command: COMMAND, startedAt: AT, applied: true },
  turns: 1,
  lastOutcome: null,
  queue: [{ command: OTHER_COMMAND, text: 'then the tests', attachments: [], by: BY, at: AT }],
  paused: null,
  requests: [],
  doubtful: [],
  checklist: [{ text: 'Find the cause', status: 'in_progress' }],
  lastLine: 'Looking at the login …',
  costUsd: 0.25,
  usage: USAGE,
  limits: [{ limit: 'five_hour', status: 'warning', utilization: 0.9, resetsAt: AT }],
  model: 'sonnet',
  version: '2.1.329',
  commands: [{ name: 'compact', description: 'Compact', argumentHint: '' }],
  models: [{ value: 'sonnet', name: 'Sonnet', description: 'Everyday' }],
};

export const SUMMARY: SessionSummary = {
  id: SESSION,
  machine: MACHINE,
  workspace: '/home/ada/app',
  title: 'Fix the login',
  settings: { mode: 'plan' },
  createdAt: AT,
  updatedAt: AT,
  head: { epoch: 1, seq: 7 },
  claudeSession: null,
  claude: 'none',
  turn: null,
  turns: 0,
  lastOutcome: 'done',
  paused: 'stopped',
  requests: [],
  decided: { decision: 'allowed', by: BY_ON_PHONE, at: AT },
  lastLine: '',
  costUsd: 0,
  queued: 0,
  doubts: 0,
  pinned: true,
  archived: false,
};

export const RUNNER_INFO: Omit<MachineInfo, 'id' | 'online' | 'heardAt'> = {
  name: 'Laptop',
  platform: 'linux',
  runnerVersion: '0.1.0',
  claudeVersion: '2.1.329',
  claudeProblem: null,
  defaultWorkspace: '/home/ada',
  workspaces: ['/home/ada'],
  modes: ['ask', 'edits', 'plan'],
  demo: false,
};

export const MACHINE_INFO: MachineInfo = { id: MACHINE, online: true, heardAt: AT, ...RUNNER_INFO };
