import { join } from 'node:path';
import type { Asked, Block, Reply } from './script.ts';

/**
 * The built-in script: what a prompt begins with chooses the scene. Tests name scenes exactly; people in the demo type
 * whatever they like and are told what there is.
 */
export function scenes(asked: Asked): Reply {
  const prompt = asked.prompt.trim();
  const [word = ''] = prompt.split(/\s+/);
  const scene = SCENES[word.toLowerCase().replace(/[^a-z]/g, '')];
  return scene ? scene(asked, prompt.slice(word.length).trim()) : welcome(asked);
}

type Scene = (asked: Asked, argument: string) => Reply;

const SCENES: Readonly<Record<string, Scene>> = {
  say: (_, text) => say(text),
  hello: (asked) => welcome(asked),
  slow: (_, text) => ({ blocks: [{ text: text || LONG_ANSWER }], pace: { characters: 6, gapMs: 40 } }),
  count: (_, count) => ({ blocks: Array.from({ length: Number(count) || 10 }, (_, i) => ({ text: `${i + 1}` })) }),
  think: (_, text) => ({
    blocks: [{ thinking: 'Let me think about that for a moment.' }, { text: text || 'Done thinking.' }],
  }),
  run: (asked, command) =>
    once(
      asked,
      { tool: 'Bash', input: { command: command || 'npm test', description: 'Run what was asked for' } },
      said,
    ),
  read: (asked, file) =>
    once(asked, { tool: 'Read', input: { file_path: join(asked.cwd, file || 'README.md') } }, said),
  write: (asked, file) =>
    once(
      asked,
      {
        tool: 'Write',
        input: {
          file_path: join(asked.cwd, file || 'notes.md'),
          content: '# Notes\n\nWritten by the scripted model.\n',
        },
      },
      said,
    ),
  edit: editScene,
  ask: (asked, many) =>
    once(
      asked,
      { tool: 'AskUserQuestion', input: many.startsWith('many') ? QUESTIONS : QUESTION },
      (result) => `You chose: ${result}`,
    ),
  plan: (asked) =>
    once(asked, { tool: 'ExitPlanMode', input: { plan: PLAN } }, (result) => `Going on. ${result.slice(0, 80)}`),
  todo: ({ step }) =>
    step < TODO_CALLS.length ? { blocks: TODO_CALLS.slice(step, step + 1) } : say('The list is up to date.'),
  task: (asked, prompt) =>
    once(
      asked,
      {
        tool: 'Task',
        input: {
          description: 'check every caller',
          subagent_type: 'general-purpose',
          prompt: prompt || 'run echo helper',
        },
      },
      said,
    ),
  fail: () => ({
    error: { status: 400, type: 'invalid_request_error', message: 'The scripted model refuses this one, as asked.' },
  }),
  limit: () => ({
    error: { status: 429, type: 'rate_limit_error', message: 'This request would exceed your account’s rate limit.' },
  }),
  hang: () => ({ silence: true }),
  tour,
};

function say(text: string): Reply {
  return { blocks: [{ text: text || 'Hello.' }] };
}

/** One tool call, then a closing sentence made from its result. */
function once(asked: Asked, call: Extract<Block, { tool: string }>, close: (result: string) => string): Reply {
  const result = asked.results.at(-1);
  return result ? say(close(result.text)) : { blocks: [call] };
}

function said(result: string): string {
  return `It said: ${result.trim().slice(0, 400) || 'nothing'}`;
}

function editScene(asked: Asked, file: string): Reply {
  const file_path = join(asked.cwd, file || 'greeting.js');
  const steps: Block[] = [
    { tool: 'Read', input: { file_path } },
    { tool: 'Edit', input: { file_path, old_string: "'Hello'", new_string: "'Hello, you'" } },
  ];
  const call = steps[asked.step];
  return call ? { blocks: [call] } : say('Changed the greeting.');
}

/** The demo: one turn that shows a streamed answer, a checklist, a tool that asks, a diff, a question and a failure. */
function tour(asked: Asked): Reply {
  const file_path = join(asked.cwd, 'greeting.js');
  const pace = { characters: 5, gapMs: 25 };
  const steps: (readonly Block[])[] = [
    [
      { thinking: 'A short tour: read, change, test, ask. One step at a time, so that each can be seen.' },
      { text: TOUR_BEGINS },
      { tool: 'Read', input: { file_path: join(asked.cwd, 'CHANGELOG.md') } },
      { tool: 'Read', input: { file_path } },
    ],
    [
      {
        text: 'There is no changelog; that read failed, and it does not matter. The greeting names nobody. I would change one line:',
      },
      {
        tool: 'Edit',
        input: { file_path, old_string: "return 'Hello';", new_string: 'return `Hello, $' + '{name}`;' },
      },
    ],
    [
      { text: 'Now the tests, to see whether that holds.' },
      { tool: 'Bash', input: { command: 'node --test', description: 'Run the tests of the workspace' } },
    ],
    [{ text: 'One thing is yours to decide.' }, { tool: 'AskUserQuestion', input: QUESTION }],
  ];
  const blocks = steps[asked.step];
  return blocks ? { blocks, pace } : { blocks: [{ text: `${TOUR_ENDS}` }], pace };
}

function welcome(asked: Asked): Reply {
  const quoted = asked.prompt.length > 80 ? `${asked.prompt.slice(0, 79)}…` : asked.prompt;
  return { blocks: [{ text: `${WELCOME}\n\n> ${quoted.replaceAll('\n', ' ')}` }], pace: { characters: 8, gapMs: 15 } };
}

const WELCOME = `This is a **scripted model**: no account, no cost, the same answers every time. Claude Code itself is real, and so is everything between it and you.

Try one of these:

| type | and you see |
| --- | --- |
| \`tour\` | all of it in one turn |
| \`run node --test\` | a command that asks first |
| \`edit greeting.js\` | a change with its diff |
| \`ask\` | a question with choices |
| \`plan\` | a plan to approve |
| \`slow\` | a long answer, to try Stop and the queue |
| \`fail\` | what an error looks like |

You said:`;

const TOUR_BEGINS = `Welcome. I will make a small change and check it:

1. read \`greeting.js\`
2. greet people by name
3. run the tests

Each step that touches your machine asks you first.`;

const TOUR_ENDS = `That was the tour. What you saw:

- text that **streams** and stays where it was written
- a diff, and a command you allowed or denied
- a question that waited for you, however long it took

\`\`\`ts
export const greet = (name: string) => \`Hello, $\{name}\`;
\`\`\`

Type \`fail\` to see how a failure reads.`;

const LONG_ANSWER = Array.from(
  { length: 40 },
  (_, i) => `Sentence ${i + 1} of a long answer that takes its time.`,
).join(' ');

const PLAN = `# Store the queue\n\n1. Keep the queue in the journal\n2. Read it back at start\n3. Test a restart between two prompts`;

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

const QUESTIONS = {
  questions: [
    ...QUESTION.questions,
    {
      question: 'Which checks should run?',
      header: 'Checks',
      multiSelect: true,
      options: [
        { label: 'Types', description: 'The compiler' },
        { label: 'Lint', description: 'Style and mistakes' },
        { label: 'Tests', description: 'All of them' },
      ],
    },
  ],
};

/** A list of three that has come to its second line, as Claude keeps one. */
const TODO_CALLS: readonly Block[] = [
  ...['Reproduce the lost batch', 'Commit state and cursor together', 'Write the changelog entry'].map((subject) => ({
    tool: 'TaskCreate',
    input: { subject, description: subject },
  })),
  { tool: 'TaskUpdate', input: { taskId: '1', status: 'completed' } },
  { tool: 'TaskUpdate', input: { taskId: '2', status: 'in_progress' } },
];
