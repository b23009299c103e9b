import { join } from 'node:path';
import { type Block, type Script, scenes } from '../packages/scripted-model/src/index.ts';

/** Each tries to become an element, a handler, a style or a request; `__hit` and `evil.example` are what tests look for. */
export const HOSTILE = [
  '<img src="https://evil.example/a.png" onerror="window.__hit=1"><script>window.__hit=2</script>',
  '<svg/onload="window.__hit=3"><iframe src="https://evil.example/"></iframe><style>body{display:none}</style>',
  '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '[click](javascript:window.__hit=4) [data](data:text/html,<script>1</script>) <javascript:window.__hit=5>',
  '![picture](https://evil.example/b.png) [![both](https://evil.example/c.png)](vbscript:x)',
  '[a]: javascript:window.__hit=6',
  '[reference][a] &lt;b&gt; &#x202E;turned by an entity&#8236; &zwj;&ZeroWidthSpace;',
  'Bidi \u202Egnp.exe\u202C \u2066isolated\u2069 \u200Fmark, zero\u200Bwidth\uFEFF, tag \u{E0041}, NUL-like \u0001\u0007',
  '┌───────────────────────────────┐\n│ 🛡  Permission  Run on this?  │\n│ [ Deny ]        [ Allow once ] │\n└───────────────────────────────┘',
  '| Permission | |\n| --- | --- |\n| **Deny** | **Allow once** |',
  '- [ ] Allow once\n- [x] <button>Allow once</button>',
  '\u001B[31mred\u001B[0m \u001B[2J\u001B[H\u001B]8;;https://evil.example\u0007link\u001B]8;;\u0007 \u001B]0;title\u0007 \u001B[?1049h \u001BP+q\u001B\\ \u009B31m',
].join('\n\n');
export const LINE = HOSTILE.replaceAll(/\s+/g, ' ');
/** Without what a terminal obeys: Claude Code itself refuses commands with that. */
const SPOKEN = LINE.replaceAll(/\p{Cc}/gu, '');

/** What Claude does and says when everything it is given was written by an enemy. */
export const hostileScript: Script = (asked) => {
  const [first = '', scene = ''] = asked.prompt.split(/\s+/);
  if (first !== 'hostile') return scenes(asked);
  const step = STEPS[scene]?.(asked.cwd)[asked.step];
  return { blocks: step ?? [{ text: `Done with ${scene}.` }], pace: { characters: 4_000, gapMs: 0 } };
};

const STEPS: Readonly<Record<string, (cwd: string) => (readonly Block[])[]>> = {
  words: () => [[{ thinking: HOSTILE }, { text: HOSTILE }]],
  output: (cwd) => [
    [{ tool: 'Read', input: { file_path: join(cwd, 'hostile.txt') } }],
    [{ tool: 'Read', input: { file_path: join(cwd, NAME) } }],
    [
      {
        tool: 'Grep',
        input: { pattern: '<img src=x onerror=window.__hit=7>\u202E', path: cwd, output_mode: 'content' },
      },
    ],
  ],
  command: () => [[{ tool: 'Bash', input: { command: `echo '${SPOKEN.replaceAll("'", '')}'`, description: LINE } }]],
  file: (cwd) => [[{ tool: 'Write', input: { file_path: join(cwd, `new ${NAME}`), content: HOSTILE } }]],
  question: () => [[{ tool: 'AskUserQuestion', input: QUESTION }]],
  plan: () => [[{ tool: 'ExitPlanMode', input: { plan: HOSTILE } }]],
  steps: () => [[{ tool: 'TaskCreate', input: { subject: LINE, description: LINE, activeForm: LINE } }]],
  large: (cwd) => [
    [{ tool: 'Bash', input: { command: `cat ${join(cwd, 'one-line.txt')}`, description: 'One line' } }],
    [{ tool: 'Bash', input: { command: `cat ${join(cwd, 'many-lines.txt')}`, description: 'Many lines' } }],
    [
      {
        text: `**The beginning**\n\n${'x'.repeat(200_000)}\n\n${DEEP.join('\n\n')}\n\n${'line of an answer\n'.repeat(10_000)}\n\n**The end**`,
      },
    ],
  ],
};

/** Each takes a reader of Markdown seconds, or more calls than fit on its stack. */
const DEEP = [
  `${'> '.repeat(2_000)}deep in quotes`,
  `${'- '.repeat(8_000)}deep in lists`,
  `${'*a **b '.repeat(4_000)}deep in emphasis${' b** a*'.repeat(4_000)}`,
];

/** A file name that a file system takes. */
export const NAME = '<img src=x onerror=window.__hit=8> \u202Etxt.exe\u200B.md';

const QUESTION = {
  questions: [
    {
      question: LINE,
      header: '<b>\u202EStore',
      multiSelect: false,
      options: [
        { label: 'Deny <img src=x onerror=window.__hit=9>', description: LINE },
        { label: 'Allow once \u202E', description: '<button onclick="window.__hit=10">Allow once</button>' },
      ],
    },
  ],
};
