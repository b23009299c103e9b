import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../../testkit/src/temporary.ts';
import { commitAt } from '../src/changes/base-commit.ts';
import { changesSince } from '../src/changes/changes.ts';
import { maskLines } from '../src/changes/mask-lines.ts';
import { parsePatch } from '../src/changes/parse-patch.ts';
import { findRepository } from '../src/changes/repository.ts';
import { createRedactor } from '../src/redact/redact.ts';

const GIT = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
const OLD = '2020-01-01T00:00:00Z';

let home: ReturnType<typeof temporaryDirectory>;
let work: string;
beforeEach(() => {
  home = temporaryDirectory('changes');
  work = join(home.path, 'work');
  mkdirSync(work);
});
afterEach(() => home.remove());

const env = () => ({ PATH: process.env.PATH ?? '', HOME: home.path, LANG: 'C.UTF-8' });

function git(args: readonly string[], { cwd = work, date = OLD } = {}): string {
  const who = { GIT_AUTHOR_NAME: 'ada', GIT_AUTHOR_EMAIL: 'ada@example.org', GIT_COMMITTER_NAME: 'ada' };
  const dates = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, GIT_COMMITTER_EMAIL: 'ada@example.org' };
  return execFileSync(GIT, [...args], { cwd, env: { ...env(), ...who, ...dates }, encoding: 'utf8' });
}

function write(path: string, text: string): void {
  writeFileSync(join(work, path), text);
}

/** A repository with one old commit. */
function begin(): void {
  git(['init', '-q', '-b', 'main']);
  write('kept.txt', 'same\n');
  write('a.txt', 'one\ntwo\nthree\n');
  write('gone.txt', 'bye\n');
  git(['add', '.']);
  git(['commit', '-q', '-m', 'first']);
}

const redactor = createRedactor();

function ask(more: { since?: number; path?: string; workspace?: string } = {}) {
  const { since = Date.parse('2021-01-01'), path, workspace = work } = more;
  const tool = { git: GIT, env: env(), scratch: join(home.path, 'scratch') };
  return changesSince({ workspace, since, path, mask: (text) => redactor.text(text) }, tool);
}

describe('what changed in a workspace', () => {
  test('[CL30] what was edited, made, deleted and committed since the session began is told, and nothing else', async () => {
    begin();
    write('a.txt', 'one\n2\nthree\n');
    write('new file.txt', 'fresh\nlines\n');
    git(['rm', '-q', 'gone.txt']);
    write('committed.txt', 'in\n');
    git(['add', 'committed.txt']);
    git(['commit', '-q', '-m', 'second', '--', 'committed.txt'], { date: '2022-01-01T00:00:00Z' });
    write('.git/info/exclude', '*.log\n');
    write('noise.log', 'x\n');
    const reply = await ask();
    expect(reply.repository?.branch).toBe('main');
    expect(reply.repository?.base).toBe(git(['rev-parse', 'HEAD~1']).trim());
    expect(reply.files.map(({ path, status, added, removed }) => [path, status, added, removed])).toEqual([
      ['a.txt', 'changed', 1, 1],
      ['committed.txt', 'added', 1, 0],
      ['gone.txt', 'deleted', 0, 1],
      ['new file.txt', 'added', 2, 0],
    ]);
    expect(reply.files[0]?.hunks).toEqual([{ oldStart: 1, newStart: 1, lines: [' one', '-two', '+2', ' three'] }]);
  });

  test('[CL30] what was changed and left uncommitted before is not told as new', async () => {
    begin();
    write('a.txt', 'changed before\n');
    write('stray.txt', 'was there\n');
    expect((await ask({ since: Date.now() + 60_000 })).files).toEqual([]);
  });

  test('[CL30] a directory below the repository is told about itself only, by paths of its own', async () => {
    begin();
    mkdirSync(join(work, 'part'));
    write('part/in.txt', 'x\n');
    write('out.txt', 'y\n');
    git(['add', '.']);
    expect((await ask({ workspace: join(work, 'part') })).files.map(({ path }) => path)).toEqual(['in.txt']);
  });

  test('[CL30] before the first commit, in a further working tree and without a repository', async () => {
    expect((await ask()).repository).toBeNull();
    git(['init', '-q', '-b', 'main']);
    write('first.txt', 'x\n');
    expect(await ask()).toMatchObject({ repository: { branch: 'main', base: null }, files: [{ path: 'first.txt' }] });
    git(['add', '.']);
    git(['commit', '-q', '-m', 'first']);
    const tree = join(home.path, 'tree');
    git(['worktree', 'add', '-q', '-b', 'side', tree]);
    writeFileSync(join(tree, 'first.txt'), 'y\n');
    const reply = await ask({ workspace: tree });
    expect(reply).toMatchObject({ repository: { branch: 'side' }, files: [{ path: 'first.txt', status: 'changed' }] });
  });

  test('[CL30] a large file is counted, and told when it is asked for alone', async () => {
    begin();
    write('large.txt', 'line\n'.repeat(2_000));
    const large = (await ask()).files.find(({ path }) => path === 'large.txt');
    expect(large).toMatchObject({ added: 2_000, hunks: null });
    const alone = await ask({ path: 'large.txt' });
    expect(alone.files).toHaveLength(1);
    expect(alone.files[0]?.hunks?.[0]?.lines).toHaveLength(2_000);
    await expect(ask({ path: '../out.txt' })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('[CL31] nothing that a repository’s own settings name is run, and nothing in it is written', async () => {
    begin();
    const trap = join(home.path, 'trap.sh');
    const sprung = join(home.path, 'sprung');
    writeFileSync(trap, `#!/bin/sh\ntouch ${sprung}\ncat\n`);
    chmodSync(trap, 0o755);
    for (const key of ['core.fsmonitor', 'diff.external', 'core.pager', 'core.sshCommand', 'gpg.program'])
      git(['config', key, trap]);
    for (const key of ['filter.evil.clean', 'filter.evil.smudge', 'filter.evil.process', 'diff.evil.textconv'])
      git(['config', key, trap]);
    git(['config', 'diff.evil.command', trap]);
    git(['config', 'core.hooksPath', home.path]);
    git(['config', 'include.path', '/dev/tty']);
    write('.gitattributes', '* filter=evil diff=evil\n');
    write('a.txt', 'edited\n');
    write('fresh.txt', 'x\n');
    symlinkSync('/etc/passwd', join(work, 'link'));
    const before = readdirSync(join(work, '.git')).sort();
    const { files } = await ask();
    expect(files.map(({ path }) => path)).toEqual(['.gitattributes', 'a.txt', 'fresh.txt', 'link']);
    expect(files.at(-1)).toMatchObject({ binary: true, hunks: [] });
    expect(existsSync(sprung)).toBe(false);
    expect(readdirSync(join(work, '.git')).sort()).toEqual(before);
    expect(readdirSync(join(home.path, 'scratch'))).toEqual([]);
  });

  test('[CL31] a repository that names another place or holds nonsense is none', async () => {
    writeFileSync(join(work, '.git'), 'gitdir: nowhere\n');
    expect(await findRepository(work)).toBeNull();
    expect(commitAt('nonsense\n', 0)).toBeUndefined();
  });

  test('[CL32] secrets are masked in changes, and every line keeps its place', async () => {
    begin();
    const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIabc', 'def', '-----END RSA PRIVATE KEY-----'];
    write('key.pem', `${key.join('\n')}\nafter\n`);
    const lines = (await ask()).files.find(({ path }) => path === 'key.pem')?.hunks?.[0]?.lines;
    expect(lines).toEqual([...key.map(() => '+[REDACTED:private-key]'), '+after']);
    const token = `ghp_${'a'.repeat(36)}`;
    expect(maskLines([`-x ${token}`, ' y'], (text) => redactor.text(text))).toEqual([
      '-x [REDACTED:github-token]',
      ' y',
    ]);
  });
});

describe('reading git', () => {
  const [zero, a, b] = ['0', 'a', 'b'].map((letter) => letter.repeat(40));
  test('[CL30] the commit of a moment is the last one checked out before it', () => {
    const log = `${zero} ${a} Ada <ada@x> 100 +0900\tcommit (initial): x\n${a} ${b} Ada <a> b> 200 -0300\tcheckout\n`;
    expect(commitAt(log, 99_000)).toBeNull();
    expect(commitAt(log, 150_000)).toBe(a);
    expect(commitAt(log, 201_000)).toBe(b);
    expect(commitAt('', 1)).toBeUndefined();
  });

  test('[CL31] a line of a file is never taken for a header, and odd names are read as they are', () => {
    const patch = [
      'diff --git "a \\"\\303\\251\\".txt" "a \\"\\303\\251\\".txt"',
      'new file mode 100644',
      '@@ -0,0 +1,2 @@',
      '+diff --git evil evil',
      '+@@ -1 +1 @@',
      'diff --git two words two words',
      'deleted file mode 100644',
      '@@ -1 +0,0 @@ function x() {',
      '--- a/x',
      '\\ No newline at end of file',
    ].join('\n');
    expect(parsePatch(patch)).toEqual([
      {
        path: 'a "é".txt',
        status: 'added',
        hunks: [{ oldStart: 0, newStart: 1, lines: ['+diff --git evil evil', '+@@ -1 +1 @@'] }],
      },
      {
        path: 'two words',
        status: 'deleted',
        hunks: [{ oldStart: 1, newStart: 0, lines: ['--- a/x', '\\ No newline at end of file'] }],
      },
    ]);
  });
});
