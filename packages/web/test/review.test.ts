import { asCommandId, asToolId, type ReplyOf } from '@claude-remote/protocol';
import type { ToolItem, TranscriptItem } from '@claude-remote/session';
import { describe, expect, test } from 'vitest';
import { editsOf, itemsOfTurn, joinChanges, totalsOf } from '../src/review/changed.ts';
import { commentOn, linesOf, promptOf, readComments, rowOf, writeComments } from '../src/review/comments.ts';
import { changesOf } from './fixture-changes.ts';
import { fixtureSession } from './fixtures.ts';

let seq = 0;
const base = () => ({ seq: ++seq, at: seq });

function prompt(turn: number): TranscriptItem {
  const by = { kind: 'user', name: 'wren' } as const;
  const command = asCommandId(fixtureSession(turn));
  return { kind: 'prompt', ...base(), turn, command, text: `prompt ${turn}`, attachments: [], by, applied: true };
}

function edit(path: string, lines: string[], more: Partial<ToolItem> = {}): ToolItem {
  const oldStart = lines.some((line) => line[0] !== '+') ? 1 : 0;
  const tool = asToolId(`tool${++seq}`);
  const blank = { output: '', omitted: 0, durationMs: null, children: [] };
  const diff = { path: `/w/${path}`, hunks: [{ oldStart, newStart: 1, lines }] };
  return { kind: 'tool', ...base(), tool, name: 'Edit', input: {}, status: 'ok', diff, ...blank, ...more };
}

const names = (items: readonly { path: string }[]) => items.map(({ path }) => path);

describe('[W70] the changes of a turn', () => {
  const helper = edit('x', [], { name: 'Task', diff: null, children: [edit('deep.ts', ['+new'])] });
  const items = [
    prompt(1),
    edit('a.ts', ['-one', '+1']),
    prompt(2),
    edit('a.ts', [' x', '+two']),
    edit('b.ts', ['+fresh']),
    edit('a.ts', ['+three', ' y']),
    edit('no.ts', ['+x'], { status: 'denied' }),
    helper,
  ];

  test('[W70] hold what Claude edited in it, file by file, helpers too, and nothing that failed', () => {
    const files = editsOf(items, { turn: 2 }, '/w');
    expect(files.map(({ path, status, added, removed }) => [path, status, added, removed])).toEqual([
      ['a.ts', 'changed', 2, 0],
      ['b.ts', 'added', 1, 0],
      ['deep.ts', 'added', 1, 0],
    ]);
    expect(files[0]?.rows?.filter((row) => row === null)).toHaveLength(1);
    expect(names(editsOf(items, { turn: 1 }, '/w'))).toEqual(['a.ts']);
    expect(totalsOf(editsOf(items, 'session', '/w'))).toEqual({ files: 3, added: 5, removed: 1 });
    expect(itemsOfTurn(items.slice(1), 1)).toHaveLength(1);
  });

  test('[W70] git adds to a turn what was changed otherwise, and of a session it says what is left', () => {
    const reply = changesOf({ kind: 'changes', session: fixtureSession(1) });
    const edits = editsOf([prompt(1), edit('link/old.ts', ['+x']), edit('/etc/hosts', ['+y'])], 'session', '/w');
    const outside = edits.map((file) => (file.path.endsWith('hosts') ? { ...file, path: '/etc/hosts' } : file));
    expect(names(joinChanges(outside, reply, { turn: 1 }))).toEqual([
      'link/old.ts',
      '/etc/hosts',
      'link/resume.test.ts',
      'package-lock.json',
    ]);
    const session = joinChanges(outside, reply, 'session');
    expect(names(session)).toEqual(['link/resume.test.ts', 'package-lock.json', 'link/old.ts', '/etc/hosts']);
    expect(session[1]?.rows).toBeNull();
    const none: ReplyOf<'changes'> = { kind: 'changes', repository: null, files: [], omitted: 0 };
    expect(names(joinChanges(edits, none, 'session'))).toEqual(names(edits));
  });
});

describe('[W71] comments on lines', () => {
  const [file] = editsOf([prompt(1), edit('a.ts', [' keep', '-old', '+new', '+more'])], 'session', '/w');
  const rows = file?.rows ?? [];
  const on = (a: number, b: number, text: string) => {
    const comment = commentOn(rows, { id: `${a}${b}`, path: 'a.ts', a, b });
    if (!comment) throw new Error('there is a line');
    return { ...comment, text };
  };

  test('[W71] go as one prompt with the place and the lines, and empty ones stay behind', () => {
    const comments = [on(3, 2, ' Why two? '), on(1, 1, 'Keep it.'), on(0, 0, ' ')];
    expect(promptOf(comments, 'Comments:')).toBe(
      'Comments:\n\na.ts:2–3\n> +new\n> +more\nWhy two?\n\na.ts:2 (-)\n> -old\nKeep it.',
    );
    expect(comments.map(linesOf)).toEqual(['2–3', '2', '1']);
    expect(commentOn([null], { id: 'x', path: 'a.ts', a: 0, b: 0 })).toBeNull();
  });

  test('[W73] mention no file to Claude, whatever the lines hold; what the person writes stays as it is', () => {
    const [hostile] = editsOf(
      [prompt(1), edit('a @b.ts', ['+x @/home/ada/.ssh/id_rsa', ' @y', '+@z'])],
      'session',
      '/w',
    );
    const comment = commentOn(hostile?.rows ?? [], { id: 'x', path: hostile?.path ?? '', a: 0, b: 2 });
    if (!comment) throw new Error('there are lines');
    const sent = promptOf([{ ...comment, text: 'See @notes.md' }], 'Comments:');
    expect(sent).toBe('Comments:\n\na `@`b.ts:1–3\n> +x `@`/home/ada/.ssh/id_rsa\n>  `@`y\n> +@z\nSee @notes.md');
  });

  test('[W71] stay at their lines, and are read back as they were kept; what is not ours is left out', () => {
    const comment = on(2, 3, 'text');
    expect(rowOf(rows, comment)).toBe(3);
    expect(rowOf(rows.slice(0, 2), comment)).toBe(-1);
    expect(readComments(writeComments([comment]))).toEqual([comment]);
    expect(readComments('')).toEqual([]);
    expect(readComments('[1, null, {"id": "x"}]')).toEqual([]);
    expect(writeComments([])).toBe('');
  });
});
