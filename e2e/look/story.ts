import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Asked, Block, Reply } from '../../packages/scripted-model/src/index.ts';

/** What a day of work may look like: one scene for each screen that is worth a picture. The first word of a prompt names it. */
const PROJECT: Readonly<Record<string, string>> = {
  'src/cursor.ts':
    'export interface Cursor {\n  epoch: number;\n  seq: number;\n}\n\nexport function next(cursor: Cursor): Cursor {\n  return { epoch: cursor.epoch, seq: cursor.seq + 1 };\n}\n',
  'src/resume.test.ts':
    "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n\ntest('resumes after a gap', () => {\n  assert.ok(true);\n});\n",
  'package.json': '{ "name": "batch-store", "type": "module" }\n',
};

export function writeProject(workspace: string): void {
  for (const [name, content] of Object.entries(PROJECT)) {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), content);
  }
}

export function story(asked: Asked): Reply {
  const name = asked.prompt.trim().split(/\s+/)[0]?.toLowerCase() ?? '';
  if (name === 'upgrade') return REFUSAL;
  const scene = SCENES[name];
  const blocks = scene?.(asked.cwd)[asked.step];
  return { blocks: blocks ?? [{ text: 'Done.' }] };
}

/** The blocks of each reply, in the order of the steps of a turn. */
type Scene = (cwd: string) => readonly (readonly Block[])[];

const SCENES: Readonly<Record<string, Scene>> = {
  resume: (cwd) => [
    [
      {
        thinking:
          'The cursor counts, but nothing checks that the epoch is the same. A reader after a restart skips events.',
      },
      { text: 'The cursor is advanced **before** the batch is applied. I look at both sides first.' },
      ...TODOS.map((subject) => ({ tool: 'TaskCreate', input: { subject, description: subject } })),
      { tool: 'TaskUpdate', input: { taskId: '1', status: 'completed' } },
      { tool: 'TaskUpdate', input: { taskId: '2', status: 'in_progress' } },
      { tool: 'Read', input: { file_path: join(cwd, 'src/cursor.ts') } },
      { tool: 'Bash', input: { command: 'grep -rn cursor src/', description: 'Find who uses the cursor' } },
    ],
    [
      { text: 'A batch of another epoch must not move it:' },
      {
        tool: 'Edit',
        input: {
          file_path: join(cwd, 'src/cursor.ts'),
          old_string:
            'export function next(cursor: Cursor): Cursor {\n  return { epoch: cursor.epoch, seq: cursor.seq + 1 };',
          new_string:
            'export function next(cursor: Cursor, epoch: number): Cursor {\n  if (epoch !== cursor.epoch) return { epoch, seq: 1 };\n  return { epoch, seq: cursor.seq + 1 };',
        },
      },
    ],
    [
      { text: 'Now the tests, with a gap of each length.' },
      { tool: 'Bash', input: { command: 'node --test src/', description: 'Run the tests of the store' } },
    ],
    [{ text: SUMMARY }],
  ],
  guard: (cwd) => [
    [
      { text: 'A batch of another epoch must not move the cursor, and a test says so.' },
      {
        tool: 'Write',
        input: {
          file_path: join(cwd, 'src/cursor.test.ts'),
          content:
            "import { next } from './cursor.ts';\n\ntest('another epoch begins at 1', () => {\n  next(last, 2);\n});\n",
        },
      },
      { tool: 'Read', input: { file_path: join(cwd, 'src/cursor.ts') } },
    ],
    [
      {
        tool: 'Edit',
        input: {
          file_path: join(cwd, 'src/cursor.ts'),
          old_string: '  return { epoch: cursor.epoch, seq: cursor.seq + 1 };',
          new_string:
            '  if (cursor.epoch !== epoch) return { epoch, seq: 1 };\n  return { epoch, seq: cursor.seq + 1 };',
        },
      },
    ],
    [{ text: SUMMARY }],
  ],
  옮기기: () => [[{ tool: 'ExitPlanMode', input: { plan: KOREAN_PLAN } }], [{ text: '계획대로 시작합니다.' }]],
  tidy: (cwd) => [
    [
      { text: 'The old journals are not read any more.' },
      {
        tool: 'Bash',
        input: { command: `rm -rf ${join(cwd, '../journals')}/2025-*`, description: 'Remove last year’s journals' },
      },
    ],
  ],
  choose: () => [
    [
      { text: 'Both would work; it depends on how many hubs there will be.' },
      { tool: 'AskUserQuestion', input: QUESTION },
    ],
  ],
  plan: () => [[{ tool: 'ExitPlanMode', input: { plan: PLAN } }]],
  explain: () => [[{ text: EXPLANATION }]],
};

const TODOS = ['Reproduce the lost batch', 'Commit state and cursor together', 'Test a gap of each length'];

const SUMMARY = `Resume now survives any gap:

- the cursor moves **with** the batch, in one transaction
- a batch of another epoch starts at 1 again

\`\`\`ts
const cursor = next(last, batch.epoch);
\`\`\`
`;

const EXPLANATION = `A reader keeps a **cursor** (epoch and seq). Three things can happen after a cut:

| the hub has | the reader gets |
| --- | --- |
| the same epoch | what it missed |
| another epoch | a snapshot |
| nothing newer | nothing |

- [x] the same batch twice changes nothing
- [ ] a gap is asked for again

\`\`\`sql
SELECT body FROM events WHERE session = ? AND seq > ? ORDER BY seq;
\`\`\`
`;

const PLAN = `# Move the queue into the journal

1. Write each prompt to the journal before it is acknowledged
2. Read the queue back at start
3. Test a restart between two prompts
4. Delete the old file once it is empty`;

const KOREAN_PLAN = `# 대기열을 저널로 옮기기

1. 요청을 확인하기 전에 저널에 먼저 기록합니다
2. 시작할 때 저널에서 대기열을 다시 읽습니다
3. 두 요청 사이에서 다시 시작하는 경우를 \`resume.test.ts\` 파일에서 시험합니다`;

const REFUSAL: Reply = {
  error: { status: 400, type: 'invalid_request_error', message: 'The request is larger than this model takes.' },
};

const QUESTION = {
  questions: [
    {
      question: 'Which store should the queue use?',
      header: 'Store',
      multiSelect: false,
      options: [
        { label: 'SQLite', description: 'One file, nothing to run' },
        { label: 'PostgreSQL', description: 'Several hubs can share it' },
      ],
    },
  ],
};
