import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asSessionId } from '@claude-remote/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryDirectory } from '../../testkit/src/temporary.ts';
import { readDiskTranscript } from '../src/claude/disk-transcript.ts';

const ID = asSessionId('00000000-0000-4000-8000-0000000000aa');
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

let home: ReturnType<typeof temporaryDirectory>;
beforeEach(() => {
  home = temporaryDirectory('disk');
  mkdirSync(join(home.path, 'projects/-w'), { recursive: true });
});
afterEach(() => home.remove());

function line(n: number, parent: number | null, type: string, content: unknown, more: object = {}): string {
  const parentUuid = parent === null ? null : uuid(parent);
  const base = { uuid: uuid(n), parentUuid, type, cwd: '/w', timestamp: new Date(n * 1000).toISOString() };
  return JSON.stringify({ ...base, message: { role: type, id: `m${n}`, content }, ...more });
}

function write(...lines: string[]): void {
  writeFileSync(join(home.path, `projects/-w/${ID}.jsonl`), lines.join('\n'));
}

test('[CL37] a conversation on disk reads as a session would have shown it, on its newest branch', async () => {
  const edit = { type: 'tool_use', id: 't1', name: 'Edit', input: { file_path: '/w/a.ts' } };
  const patch = [{ oldStart: 1, newStart: 1, lines: ['-a', '+b'] }];
  write(
    line(1, null, 'user', 'first'),
    line(2, 1, 'assistant', [{ type: 'text', text: 'Hello.' }]),
    line(3, 2, 'user', 'given up'),
    line(4, 3, 'assistant', [{ type: 'text', text: 'Never mind.' }]),
    '{"type":"attachment","torn',
    line(5, 2, 'user', [{ type: 'text', text: 'second' }]),
    line(6, 5, 'assistant', [edit]),
    line(7, 6, 'user', [{ type: 'tool_result', tool_use_id: 't1', content: 'done' }], {
      toolUseResult: { filePath: '/w/a.ts', structuredPatch: patch },
    }),
    line(8, 7, 'user', 'hidden', { isMeta: true }),
    line(9, 8, 'assistant', [{ type: 'text', text: 'Changed.' }]),
  );
  const found = await readDiskTranscript(home.path, ID);
  expect(found?.workspace).toBe('/w');
  expect(found?.events.map(({ body }) => body)).toMatchObject([
    { kind: 'turn-started', turn: 1, text: 'first' },
    { kind: 'command-applied' },
    { kind: 'text', text: 'Hello.' },
    { kind: 'turn-started', turn: 2, text: 'second' },
    { kind: 'command-applied' },
    { kind: 'tool-started', name: 'Edit' },
    { kind: 'tool-ended', output: 'done', diff: { path: '/w/a.ts', hunks: patch } },
    { kind: 'text', text: 'Changed.' },
  ]);
  expect(found?.events[0]?.at).toBe(1000);
});

test('[CL37] a transcript that goes round in circles, and none at all, end', async () => {
  write(line(1, 2, 'user', 'x'), line(2, 1, 'assistant', [{ type: 'text', text: 'y' }]));
  expect((await readDiskTranscript(home.path, ID))?.events.length).toBeLessThanOrEqual(4);
  expect(await readDiskTranscript(home.path, asSessionId('00000000-0000-4000-8000-0000000000bb'))).toBeNull();
});
