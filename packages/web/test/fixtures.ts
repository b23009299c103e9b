import {
  type Actor,
  asCommandId,
  asMachineId,
  asRequestId,
  asSessionId,
  asToolId,
  type Event,
  type EventBody,
  type LiveValue,
  type MachineInfo,
  type PermissionRequest,
  type Request,
  type SessionState,
  type SessionSummary,
} from '@claude-remote/protocol';
import { applyEvent, emptyState, summarize } from '@claude-remote/session';

/** A small fleet in many states, as the design's mock-ups show it. Times count back from `now`, Unix ms. */
export interface Fixtures {
  readonly machines: readonly MachineInfo[];
  readonly sessions: readonly SessionSummary[];
  readonly opened: ReadonlyMap<string, { state: SessionState; events: readonly Event[]; live: readonly LiveValue[] }>;
}

const MINUTE = 60_000;
const you: Actor = { kind: 'user', name: 'wren' };
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const fixtureSession = (n: number) => asSessionId(uuid(n));
const command = (n: number) => asCommandId(uuid(1000 + n));

function machine(id: string, now: number, more: Partial<MachineInfo> = {}): MachineInfo {
  return {
    id: asMachineId(id),
    name: id,
    online: true,
    heardAt: now - 300,
    platform: 'linux',
    runnerVersion: '0.1.0',
    claudeVersion: '2.1.329',
    claudeProblem: null,
    defaultWorkspace: '/home/wren/code/orchard-api',
    workspaces: ['/home/wren/code/orchard-web'],
    modes: ['ask', 'edits', 'plan', 'auto'],
    demo: false,
    ...more,
  };
}

interface Told {
  readonly n: number;
  readonly machine: string;
  readonly workspace: string;
  readonly title: string;
  readonly ago: number;
  readonly bodies: readonly EventBody[];
  readonly live?: readonly LiveValue[];
  readonly branch?: string;
}

function tell({ n, machine: where, workspace, title, ago, bodies, live = [], branch }: Told, now: number) {
  const begin: EventBody = {
    kind: 'session-started',
    machine: asMachineId(where),
    workspace: `/home/wren/code/${workspace}`,
    title,
    settings: { mode: 'ask', model: 'opus', effort: 'high' },
    by: you,
    claudeSession: fixtureSession(n),
    source: 'new',
  };
  const started: EventBody = {
    kind: 'claude-started',
    claudeSession: fixtureSession(n),
    version: '2.1.329',
    model: 'opus',
    commands: [
      { name: 'compact', description: 'Shorten the context', argumentHint: '' },
      { name: 'clear', description: 'Start over, same session', argumentHint: '' },
      { name: 'cost', description: 'What this session used', argumentHint: '' },
    ],
    models: [
      { value: 'opus', name: 'Opus', description: 'Most capable' },
      { value: 'sonnet', name: 'Sonnet', description: 'Everyday work' },
    ],
    ...(branch !== undefined && { branch }),
  };
  const all = [begin, started, ...bodies];
  const events = all.map(
    (body, index): Event => ({ epoch: 1, seq: index + 1, at: now - ago - (all.length - index) * 4000, body }),
  );
  const state = events.reduce(applyEvent, emptyState(fixtureSession(n)));
  return { state, events, live };
}

const prompt = (n: number, turn: number, text: string): EventBody[] => [
  { kind: 'prompt-queued', command: command(n), text, attachments: [], by: you },
  { kind: 'turn-started', turn, command: command(n), text, attachments: [], by: you },
  { kind: 'command-applied', command: command(n) },
];
const tool = (
  id: string,
  name: string,
  input: Record<string, unknown>,
  end: Partial<Extract<EventBody, { kind: 'tool-ended' }>> | null,
): EventBody[] => [
  { kind: 'tool-started', tool: asToolId(id), name, input },
  ...(end === null
    ? []
    : [{ kind: 'tool-ended', tool: asToolId(id), outcome: 'ok', output: '', omitted: 0, ...end } as EventBody]),
];
const ended = (n: number, turn: number, costUsd: number): EventBody => ({
  kind: 'turn-ended',
  turn,
  command: command(n),
  outcome: 'done',
  costUsd,
  totalCostUsd: costUsd,
  usage: { input: 22_000, output: 900, cacheRead: 0, cacheWrite: 0 },
  durationMs: 48_000,
  rounds: 3,
});
const asks = (request: Request): EventBody => ({ kind: 'request-opened', request });
const heron: Actor = { kind: 'user', name: 'heron', device: { name: 'desk\u202e<b>', browser: null, system: null } };

function permission(id: string, now: number, more: Partial<PermissionRequest>): PermissionRequest {
  return {
    kind: 'permission',
    id: asRequestId(id),
    openedAt: now - 2 * MINUTE,
    toolName: 'Bash',
    input: {},
    facts: [],
    suggestions: [],
    ...more,
  };
}

const agreed = (now: number): EventBody[] => [
  asks(permission('q6', now, { input: { command: 'npm run tour' } })),
  {
    kind: 'request-closed',
    request: asRequestId('q6'),
    closing: { how: 'answered', decision: 'allowed', by: heron, command: command(600) },
  },
  { kind: 'text', block: 'f', text: TOUR },
];

const SPENT = { input: 1_200, output: 431, cacheRead: 21_000, cacheWrite: 900 };
const RESUME = `State and cursor now commit together, so a restart repeats the batch instead of`;

const REORDERED = {
  path: 'link/resume.ts',
  hunks: [
    {
      oldStart: 41,
      newStart: 41,
      lines: [
        ' for await (const batch of wire) {',
        '-  cursor.save(batch.last)',
        '-  state = fold(state, batch)',
        '+  state = fold(state, batch)',
        '+  await store.commit(state, batch.last)',
        ' }',
      ],
    },
  ],
};

function working(now: number): Told {
  return {
    n: 1,
    machine: 'atlas',
    workspace: 'orchard-api',
    title: 'Resume after any gap',
    ago: 2 * MINUTE,
    bodies: [
      ...prompt(1, 1, 'The resume test fails when the hub restarts inside the gap. Find out why.'),
      ...tool('r1', 'Read', { file_path: '/home/wren/code/orchard-api/link/resume.ts' }, { durationMs: 1200 }),
      ...tool('r2', 'Read', { file_path: '/home/wren/code/orchard-api/link/store.ts' }, { durationMs: 1200 }),
      ...tool('r3', 'Read', { file_path: '/home/wren/code/orchard-api/link/a.ts' }, { durationMs: 900 }),
      ...tool('g1', 'Grep', { pattern: 'lastStored' }, { durationMs: 400, output: 'a\nb' }),
      ...tool('g2', 'Grep', { pattern: 'cursor' }, { durationMs: 300, output: 'a' }),
      ...tool(
        'b1',
        'Bash',
        { command: 'npm test -w link' },
        {
          outcome: 'error',
          durationMs: 12_000,
          output: 'Exit code 1\n\u001b[31m✕\u001b[0m resume › hub restart in the gap\n  expected 412 events, got 396',
        },
      ),
      {
        kind: 'text',
        block: 't1',
        text: '`cursor.save` runs **before** the batch is applied. A restart in between loses it.',
      },
      ...tool(
        'e1',
        'Edit',
        { file_path: '/home/wren/code/orchard-api/link/resume.ts' },
        {
          diff: REORDERED,
        },
      ),
      { kind: 'prompt-queued', command: command(2), text: 'Then add a changelog entry', attachments: [], by: you },
    ],
    live: [
      { kind: 'partial', block: 't2', thinking: false, offset: 0, text: RESUME },
      { kind: 'activity', doing: 'writing', detail: '', since: now, usage: SPENT },
    ],
  };
}

function waiting(n: number, [at, workspace, title]: [string, string, string], bodies: EventBody[]): Told {
  const asked = prompt(n * 10, 1, 'Clean up the old journal output and bring the database to v2.');
  return { n, machine: at, workspace, title, ago: n * MINUTE, bodies: [...asked, ...bodies] };
}

function permissionsWaiting(now: number): Told[] {
  return [
    waiting(
      2,
      ['atlas', 'orchard-api', 'Journal cleanup'],
      [
        { kind: 'text', block: 'j1', text: 'The journal has 41 files from before v2. None is read any more.' },
        ...tool('x1', 'Read', { file_path: 'a' }, { durationMs: 500 }),
        ...tool('x2', 'Read', { file_path: 'b' }, { durationMs: 700 }),
        asks(
          permission('q1', now, {
            input: { command: 'rm -rf dist ../backups/2024 && npm run migrate -- --force', timeout: 120_000 },
            description: 'Remove old build output before migrating.',
            reason: { type: 'rule', text: 'ask Bash(rm:*)' },
            facts: [
              { level: 'danger', code: 'deletes', subject: 'rm -rf' },
              { level: 'danger', code: 'outside_workspace', subject: '../backups/2024' },
            ],
          }),
        ),
      ],
    ),
    waiting(
      4,
      ['linden', 'tidepool', 'Parser rewrite'],
      [
        asks(
          permission('q3', now, {
            openedAt: now - 9 * MINUTE,
            toolName: 'Edit',
            input: {
              file_path: '/home/wren/code/tidepool/src/parser/read.ts',
              old_string: 'const a = 1\nconst b = 2',
              new_string: 'const a = 1\nconst b = 3',
            },
            suggestions: [{ index: 0, kind: 'mode', text: 'edits', scope: 'session' }],
          }),
        ),
      ],
    ),
  ];
}

function questionsWaiting(now: number): Told[] {
  return [
    waiting(
      3,
      ['atlas', 'orchard-api', 'Queue storage'],
      [
        asks({
          kind: 'question',
          id: asRequestId('q2'),
          openedAt: now - 6 * MINUTE,
          questions: [
            {
              question: 'Which store should the queue use?',
              header: 'Store',
              multiSelect: false,
              options: [
                { label: 'SQLite', description: 'One file that can be queried.' },
                { label: 'PostgreSQL', description: 'For several hubs.' },
              ],
            },
          ],
        }),
      ],
    ),
    waiting(
      5,
      ['linden', 'fieldnotes', 'Weekly report'],
      [
        asks({
          kind: 'plan',
          id: asRequestId('q4'),
          openedAt: now - 21 * MINUTE,
          plan: '## Read journal files in one pass\n\nThe report reads each journal three times. One pass with a running sum gives the same table.\n\n### Steps\n\n1. Add `sumByDay()` beside `readJournal()`, with a test on a fixture of 10,000 lines.\n2. Call it from `report/table.ts`; keep the old path behind `--slow` for one release.\n3. Compare both on the last 30 days and stop if a single cell differs.\n4. Delete `--slow` when they agree.\n\n### Not changed\n\n- The file format and everything in `export/`',
        }),
      ],
    ),
  ];
}

function notWaiting(now: number): Told[] {
  return [
    {
      n: 6,
      machine: 'linden',
      workspace: 'tidepool',
      title: 'Fix the flaky resume test',
      ago: 22 * MINUTE,
      bodies: [...prompt(60, 1, 'Fix it'), ...agreed(now), ended(60, 1, 0.42)],
    },
    {
      n: 7,
      machine: 'quarry',
      workspace: 'kiln',
      title: 'Kiln firing curves',
      branch: 'fix/<b>\u202e',
      ago: 160 * MINUTE,
      bodies: [...prompt(70, 1, 'Run the tests'), ...tool('k1', 'Bash', { command: 'npm test' }, null)],
    },
    {
      n: 8,
      machine: 'linden',
      workspace: 'fieldnotes',
      title: 'Export format',
      ago: MINUTE,
      bodies: [
        ...prompt(80, 1, 'Export the notes'),
        asks({
          kind: 'question',
          id: asRequestId('q8'),
          openedAt: now - MINUTE,
          questions: [
            {
              question: 'Which format for the export?',
              header: 'Format',
              multiSelect: false,
              options: [
                { label: 'JSON Lines', description: 'One event a line, easy to stream.' },
                { label: 'SQLite', description: 'One file that can be queried.' },
              ],
            },
            {
              question: 'What should it keep?',
              header: 'Keep',
              multiSelect: true,
              options: [
                { label: 'Event numbers', description: 'Viewers resume where they were.' },
                { label: 'Partial text', description: 'Only useful while a turn runs.' },
              ],
            },
          ],
        }),
      ],
    },
  ];
}

const TOUR = `14 files checked, all tests pass.

## What changed

1. The cursor is saved **after** the batch.
2. One slow test, marked.

| caller | passes | events |
|---|---|---:|
| \`viewer.ts\` | store | 412 |
| \`probe.ts\` | nothing | 9 |

\`\`\`ts
const state = await follow(wire, store)
expect(state.head).toBe(412)
\`\`\`

- [x] no wire change
- [ ] a changelog entry

See [the design](https://docs.example/design) or [this](javascript:alert(1)). <b onclick="x">not bold</b> ‮hidden

> quoted, calmly

![remote](https://evil.example/x.png)`;

export function makeFixtures(now: number): Fixtures {
  const told = [working(now), ...permissionsWaiting(now), ...questionsWaiting(now), ...notWaiting(now)].map((one) =>
    tell(one, now),
  );
  return {
    machines: [
      machine('atlas', now),
      machine('linden', now, { modes: ['ask', 'edits', 'plan', 'auto'] }),
      machine('quarry', now, { online: false, heardAt: now - 160 * MINUTE }),
    ],
    sessions: told.map(({ state }) => summarize(state)),
    opened: new Map(told.map((one) => [one.state.id, one])),
  };
}
