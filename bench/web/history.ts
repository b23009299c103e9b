import { asCommandId, asToolId, type EventBody } from '@claude-remote/protocol';
import { BY, COSTS } from '../fill-history.ts';

/** What a day of work looks like: prompts, answers with lists and code, files read, commands run, changes made. */
const TURN = 20;

export function workAt(seq: number): EventBody {
  const turn = Math.ceil(seq / TURN);
  const command = asCommandId(`00000000-0000-4000-8000-${String(turn).padStart(12, '0')}`);
  const place = (seq - 1) % TURN;
  if (place === 0)
    return {
      kind: 'turn-started',
      turn,
      command,
      text: `Look at part ${turn} again, please.`,
      attachments: [],
      by: BY,
    };
  if (place === TURN - 1) return { kind: 'turn-ended', turn, command, outcome: 'done', ...COSTS };
  if (place % 5 === 1) return { kind: 'text', block: String(seq), text: textAt(seq) };
  const [name, input, output] = TOOLS[Math.floor(seq / 2) % TOOLS.length] ?? TOOLS[0];
  const started = place % 2 === 0;
  const tool = asToolId(`tool-${started ? seq : seq - 1}`);
  if (started) return { kind: 'tool-started', tool, name, input: { ...input } };
  return { kind: 'tool-ended', tool, outcome: 'ok', output, omitted: 0, durationMs: 1200 };
}

type Tool = readonly [name: string, input: Readonly<Record<string, string>>, output: string];
const TOOLS: readonly [Tool, ...Tool[]] = [
  ['Read', { file_path: '/home/wren/code/orchard-api/src/queue.ts' }, 'export const limit = 5;\n'.repeat(12)],
  ['Bash', { command: 'npm test -- queue' }, 'ok 1 keeps the order\nok 2 forgets nothing\n'],
  ['Grep', { pattern: 'resume' }, 'src/queue.ts:12\nsrc/journal.ts:40\n'],
];

/** The last text of a session names its number, so that a page can be asked whether its end is there. */
export function textAt(seq: number): string {
  return [
    `Passage ${seq}: the queue keeps its order over a restart, and **nothing** is sent twice.`,
    '',
    '- the journal is written first',
    '- then `send()` is called',
    '',
    '```ts',
    `const sent = await queue.send(${seq});`,
    'if (!sent) throw new Error("kept for later");',
    '```',
  ].join('\n');
}
