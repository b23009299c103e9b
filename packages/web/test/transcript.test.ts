import type { Partial as PartialText } from '@claude-remote/client';
import { asCommandId, asToolId, type Event, type EventBody } from '@claude-remote/protocol';
import { applyBatchToTranscript, emptyTranscript, type TranscriptItem } from '@claude-remote/session';
import { describe, expect, test } from 'vitest';
import { describeTool, wantsKey, withinWorkspace, workspaceName } from '../src/transcript/describe-tool.ts';
import { countChanges, rowsOfHunks, rowsOfReplacement } from '../src/transcript/diff-rows.ts';
import { isPlain } from '../src/transcript/is-plain.ts';
import { sectionsOf, type TurnNode } from '../src/transcript/nodes.ts';
import { splitBlocks } from '../src/transcript/split-blocks.ts';
import { keepPartials } from '../src/transcript/use-kept-partials.ts';

function itemsOf(...bodies: EventBody[]): readonly TranscriptItem[] {
  const events = bodies.map((body, index): Event => ({ epoch: 1, seq: index + 1, at: 0, body }));
  return applyBatchToTranscript(emptyTranscript(), events).items;
}
const command = asCommandId('00000000-0000-4000-8000-000000000001');
const prompt: EventBody = {
  kind: 'turn-started',
  turn: 1,
  command,
  text: 'go',
  attachments: [],
  by: { kind: 'user', name: 'wren' },
};
const read = (id: string): EventBody[] => [
  { kind: 'tool-started', tool: asToolId(id), name: 'Read', input: { file_path: id } },
  { kind: 'tool-ended', tool: asToolId(id), outcome: 'ok', output: 'x', omitted: 0 },
];
const text = (block: string): EventBody => ({ kind: 'text', block, text: block });
const partial = (block: string): PartialText => ({ block, text: 'par', thinking: false, parent: null });
const nodes = (items: readonly TranscriptItem[], partials: readonly PartialText[] = []): readonly TurnNode[] => {
  const last = sectionsOf(items, partials).at(-1);
  return last?.kind === 'turn' ? last.nodes : [];
};

describe('[W4] the transcript in nodes', () => {
  test('[W4] a streaming block and its finished event have one key, so that one element shows both', () => {
    const [live] = nodes(itemsOf(prompt), [partial('b1')]);
    const [finished] = nodes(itemsOf(prompt, text('b1')), []);
    expect(live?.kind).toBe('live');
    expect(finished?.key).toBe(live?.key);
    expect(nodes(itemsOf(prompt, text('b1')), [partial('b1')])).toHaveLength(1);
  });

  test('[W4] text that was being written stays when the connection goes, until an event or newer text takes its place', () => {
    const shown = keepPartials({ head: 0, partials: [] }, { head: 7, partials: [partial('b1')] });
    expect(keepPartials(shown, { head: 7, partials: [] })).toBe(shown);
    expect(keepPartials(shown, { head: 8, partials: [] }).partials).toEqual([]);
    expect(keepPartials(shown, { head: 7, partials: [partial('b2')] }).partials).toEqual([partial('b2')]);
  });

  test('[W5] finished read-only steps merge only when something came after them', () => {
    expect(nodes(itemsOf(prompt, ...read('a'), ...read('b'))).map((node) => node.kind)).toEqual(['item', 'item']);
    const moved = nodes(itemsOf(prompt, ...read('a'), ...read('b'), text('t')));
    expect(moved.map((node) => node.kind)).toEqual(['merged', 'item']);
    expect(nodes(itemsOf(prompt, ...read('a'), text('t'))).map((node) => node.kind)).toEqual(['item', 'item']);
  });

  test('[W18] the list of a turn is one step that changes where it first stood', () => {
    const task = (id: string, name: string, input: Readonly<Record<string, unknown>>, output: string): EventBody[] => [
      { kind: 'tool-started', tool: asToolId(id), name, input },
      { kind: 'tool-ended', tool: asToolId(id), outcome: 'ok', output, omitted: 0 },
    ];
    const made = task('a', 'TaskCreate', { subject: 'Find it' }, 'Task #1 created successfully: Find it');
    const [first] = nodes(itemsOf(prompt, ...made));
    expect(first).toMatchObject({ kind: 'checklist', items: [{ text: 'Find it', status: 'pending' }] });
    const done = task('b', 'TaskUpdate', { taskId: '1', status: 'completed' }, 'Updated task #1 status');
    const later = nodes(itemsOf(prompt, ...made, text('t'), ...done));
    expect(later.map(({ kind }) => kind)).toEqual(['checklist', 'item']);
    expect(later[0]).toMatchObject({ key: first?.key, items: [{ text: 'Find it', status: 'completed' }] });
    const nextTurn = nodes(itemsOf(prompt, ...made, prompt, ...done));
    expect(nextTurn[0]).toMatchObject({ kind: 'checklist', items: [{ status: 'completed' }] });
  });

  test('[W5] steps that change something or failed never merge', () => {
    const bash: EventBody[] = [
      { kind: 'tool-started', tool: asToolId('c'), name: 'Bash', input: { command: 'ls' } },
      { kind: 'tool-ended', tool: asToolId('c'), outcome: 'ok', output: '', omitted: 0 },
    ];
    const failed: EventBody[] = [
      { kind: 'tool-started', tool: asToolId('d'), name: 'Read', input: {} },
      { kind: 'tool-ended', tool: asToolId('d'), outcome: 'error', output: '', omitted: 0 },
    ];
    const kinds = nodes(itemsOf(prompt, ...read('a'), ...bash, ...failed, ...read('b'), text('t'))).map((n) => n.kind);
    expect(kinds).not.toContain('merged');
  });

  test('tools read as verb and object, unknown ones by their name', () => {
    expect(describeTool({ name: 'Read', input: { file_path: '/w/a.ts' } }, '/w').object).toBe('a.ts');
    expect(describeTool({ name: 'Bash', input: { command: 'one\ntwo' } }, '/w').object).toBe('one');
    const wants = (name: string) => wantsKey(describeTool({ name, input: {} }, '/w'));
    expect([wants('Bash'), wants('Write'), wants('mcp__x')]).toEqual([
      'session.wantsRun',
      'session.wantsEdit',
      'session.wantsUse',
    ]);
    expect(describeTool({ name: 'mcp__x', input: {} }, '/w')).toMatchObject({ object: 'mcp__x', done: 'step.used' });
    expect(withinWorkspace('/workspace/a', '/w')).toBe('/workspace/a');
    expect(workspaceName('/home/wren/code/')).toBe('code');
    expect(workspaceName('C:\\code\\app')).toBe('app');
  });
});

describe('diffs', () => {
  test('hunks keep their numbers, and words that changed within a line are marked', () => {
    const rows = rowsOfHunks([
      { oldStart: 7, newStart: 9, lines: [' same', '-const a = 1', '+const a = 22', '\\ No newline at end of file'] },
    ]);
    expect(rows).toEqual([
      { sign: ' ', line: 9, text: 'same', word: null },
      { sign: '-', line: 8, text: 'const a = 1', word: [10, 11] },
      { sign: '+', line: 10, text: 'const a = 22', word: [10, 12] },
    ]);
    expect(countChanges(rows)).toEqual({ added: 1, removed: 1 });
  });

  test('a replacement that has not happened shows what goes and what comes, with its surroundings', () => {
    const rows = rowsOfReplacement('a\nb\nc\nd\nold\ne', 'a\nb\nc\nd\nnew\ne');
    expect(rows.map((row) => row.sign + row.text)).toEqual([' b', ' c', ' d', '-old', '+new', ' e']);
    expect(rowsOfReplacement('', 'x\ny').map((row) => row.sign)).toEqual(['+', '+']);
  });
});

describe('[W6] streaming Markdown in blocks', () => {
  test('[W6] only the last block changes when text grows', () => {
    const whole = 'para one\n\n# head\n\n- a\n\n- b\n\n```ts\nx\n\ny\n```\n\nlast words';
    const blocks = splitBlocks(whole);
    expect(blocks).toEqual(['para one', '# head', '- a\n\n- b', '```ts\nx\n\ny\n```', 'last words']);
    for (let end = 1; end <= whole.length; end++) {
      const before = splitBlocks(whole.slice(0, end - 1));
      const after = splitBlocks(whole.slice(0, end));
      const stable = Math.max(0, before.length - 1);
      // A list's blank line joins two pieces once its next item is there; everything before it stays.
      expect(after.slice(0, Math.min(stable, after.length - 1))).toEqual(
        before.slice(0, Math.min(stable, after.length - 1)),
      );
    }
  });

  test('[W6] an open fence stays one block, whatever is in it', () => {
    expect(splitBlocks('```\na\n\n~~~\n\nb')).toHaveLength(1);
    expect(splitBlocks('````\n```\n\n```\n````\n\nx')).toHaveLength(2);
  });
});

describe('[W65] text that needs no reader of Markdown', () => {
  test('[W65] a plain sentence is one paragraph, in any language', () => {
    for (const text of [
      'The queue keeps its order, and nothing is sent twice.',
      '큐는 순서를 지킵니다.',
      'Done (3 of 5)…',
    ])
      expect(isPlain(text), text).toBe(true);
  });

  test('[W65] whatever Markdown could mean something by is left to it', () => {
    const meant = ['**a**', '`a`', 'a_b_', '# a', '- a', '1. a', '> a', 'a | b', '[a](b)', '<b>', 'a\\', 'a  ', 'a\nb'];
    for (const text of [...meant, 'see www.example.org', 'at https://a.example', 'a@b.example', '&amp;', '~~a~~', ' a'])
      expect(isPlain(text), text).toBe(false);
  });
});
