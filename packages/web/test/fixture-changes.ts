import type { Query, ReplyOf } from '@claude-remote/protocol';

/** What git on the machine says of the session that works: one file beside the one that Claude edited, a large one, a deleted one. */
export function changesOf(query: Extract<Query, { kind: 'changes' }>): ReplyOf<'changes'> {
  const files = query.path === undefined ? FILES : FILES.filter(({ path }) => path === query.path).map(whole);
  return { kind: 'changes', repository: { branch: 'gap-fix', base: 'a1b2c3d'.padEnd(40, '0') }, files, omitted: 0 };
}

type File = ReplyOf<'changes'>['files'][number];

const TEST = [
  "+test('a restart inside the gap', async () => {",
  "+  const hub = await startHub({ crashAt: 'relayed' })",
  '+  await runner.emit(412)',
  '+  await hub.restart()',
  '+  // numbers are dense: one gap is a failure',
  '+  expect(viewer.numbers).toEqual(range(412))',
  '+})',
];

const FILES: File[] = [
  {
    path: 'link/resume.test.ts',
    status: 'added',
    added: 7,
    removed: 0,
    binary: false,
    hunks: [{ oldStart: 0, newStart: 1, lines: TEST }],
  },
  { path: 'package-lock.json', status: 'changed', added: 812, removed: 640, binary: false, hunks: null },
  {
    path: 'link/old.ts',
    status: 'deleted',
    added: 0,
    removed: 1,
    binary: false,
    hunks: [{ oldStart: 1, newStart: 0, lines: ['-export {}'] }],
  },
];

function whole(file: File): File {
  return {
    ...file,
    hunks: file.hunks ?? [{ oldStart: 1, newStart: 1, lines: ['-{"lockfileVersion": 2}', '+{"lockfileVersion": 3}'] }],
  };
}
