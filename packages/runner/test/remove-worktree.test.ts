import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asMachineId } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookAtWorktree } from '../src/changes/remove-worktree.ts';
import { ANN, id, SESSION, Stage } from './supervisor-stage.ts';

const GIT = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();

let stage: Stage;
let repo: string;
let tree: string;
beforeEach(async () => {
  stage = await Stage.make();
  repo = join(stage.dir, 'repo');
  tree = join(repo, '.claude/worktrees', `fix-gap-${SESSION.slice(0, 8)}`);
  mkdirSync(join(repo, 'part'), { recursive: true });
  stage.git = { git: GIT, env: { PATH: process.env.PATH ?? '', HOME: stage.dir } };
  git(repo, 'init', '-q', '-b', 'main');
  writeFileSync(join(repo, 'part/a.txt'), 'one\n');
  git(repo, 'add', '.');
  git(repo, 'commit', '-q', '-m', 'first');
  const worktree = { branch: 'fix/gap' };
  await stage.command(1, { kind: 'start', machine: asMachineId('here'), workspace: join(repo, 'part'), worktree });
});
afterEach(() => stage.end());

function git(cwd: string, ...args: string[]): string {
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org'];
  return execFileSync(GIT, [...who, ...args], { cwd, encoding: 'utf8', env: stage.git.env }).trim();
}

/** Asks, and waits for what came of it: code and sentence of a refusal, or null. */
async function remove(n: number, discard = false): Promise<readonly [string, string] | null> {
  await stage.command(n, { kind: 'remove-worktree', discard });
  const refusal = async () => (await stage.bodies('command-refused')).find(({ command }) => command === id(n));
  const removed = async () => (await stage.bodies('worktree-removed')).some(({ command }) => command === id(n));
  await expect.poll(async () => (await removed()) || (await refusal()) !== undefined).toBe(true);
  const refused = await refusal();
  return refused ? [refused.error.code, refused.error.error] : null;
}

const facts = () =>
  lookAtWorktree(
    { state: stage.sessionState, policy: { workspaces: [stage.dir], modes: [], maxSessions: 1 } },
    stage.git,
  );

describe('removing the working tree of a session', () => {
  test('[CL42] takes the tree and leaves the branch; an event says so, and nothing runs there any more', async () => {
    await stage.working(2);
    expect((await remove(3))?.[0]).toBe('turn_running');
    await stage.claude.current.finish();
    await stage.until((state) => state.turn === null);
    expect(await facts()).toEqual({ kind: 'worktree', path: tree, branch: 'fix/gap', uncommitted: 0, commits: 0 });
    expect(await remove(4)).toBeNull();
    expect(existsSync(tree)).toBe(false);
    expect(git(repo, 'branch', '--list', 'fix/gap')).toBe('fix/gap');
    expect(git(repo, 'worktree', 'list').split('\n')).toHaveLength(1);
    expect(await stage.bodies('worktree-removed')).toEqual([{ kind: 'worktree-removed', command: id(4), by: ANN }]);
    expect(stage.claude.current.alive).toBe(false);
    expect(stage.sessionState.worktree?.removed).toBe(true);
    await stage.prompt(5);
    expect((await remove(6))?.[0]).toBe('worktree_gone');
    const refused = (await stage.bodies('command-refused')).map(({ error }) => error.code);
    expect(refused).toEqual(['turn_running', 'worktree_gone', 'worktree_gone']);
  });

  test('[CL42] is refused while something is nowhere else, and done when its person has confirmed', async () => {
    writeFileSync(join(tree, 'part/new.txt'), 'new\n');
    expect(await remove(2)).toEqual(['worktree_unsaved', expect.stringContaining('1 files with changes')]);
    git(tree, 'add', '.');
    git(tree, 'commit', '-q', '-m', 'second');
    expect(await facts()).toMatchObject({ uncommitted: 0, commits: 1 });
    expect(await remove(3)).toEqual(['worktree_unsaved', expect.stringContaining('1 commits only on fix/gap')]);
    git(repo, 'branch', 'kept', 'fix/gap');
    writeFileSync(join(tree, 'part/a.txt'), 'two\n');
    expect((await remove(4))?.[0]).toBe('worktree_unsaved');
    expect(readFileSync(join(tree, 'part/a.txt'), 'utf8')).toBe('two\n');
    expect(await remove(5, true)).toBeNull();
    expect(existsSync(tree)).toBe(false);
    expect(git(repo, 'log', '-1', '--format=%s', 'fix/gap')).toBe('second');
  });

  test('[CL42] waits for nobody’s files: a queue holds it back, and a tree that is gone already is done', async () => {
    await stage.working(2);
    await stage.prompt(3);
    await stage.command(4, { kind: 'interrupt', scope: 'turn' });
    await stage.claude.current.finish({ outcome: 'interrupted' });
    await stage.until((state) => state.turn === null && state.paused !== null);
    expect(await remove(5)).toEqual(['worktree_kept', expect.stringContaining('queue')]);
    await stage.command(6, { kind: 'remove-queued', command: id(3) });
    git(repo, 'worktree', 'remove', tree);
    expect(await remove(7)).toBeNull();
  });

  test('[CL43] no link, move or foreign tree leads it to another directory', async () => {
    const elsewhere = join(stage.dir, 'elsewhere');
    renameSync(tree, elsewhere);
    symlinkSync(elsewhere, tree);
    expect(await remove(2, true)).toEqual(['worktree_kept', expect.stringContaining('not where trees')]);
    expect(existsSync(join(elsewhere, 'part/a.txt'))).toBe(true);
    execFileSync('/bin/rm', [tree]);
    mkdirSync(join(tree, 'part'), { recursive: true });
    execFileSync(GIT, ['init', '-q', tree]);
    expect(await remove(3, true)).toEqual(['worktree_kept', expect.stringContaining('git does not know it')]);
    expect(existsSync(join(tree, '.git'))).toBe(true);
    const state = { ...stage.sessionState, workspace: elsewhere };
    const policy = { workspaces: [stage.dir], modes: [], maxSessions: 1 };
    await expect(lookAtWorktree({ state, policy }, stage.git)).rejects.toMatchObject({ code: 'worktree_kept' });
    const narrow = { ...policy, workspaces: [elsewhere] };
    await expect(lookAtWorktree({ state: stage.sessionState, policy: narrow }, stage.git)).rejects.toMatchObject({
      code: 'worktree_kept',
    });
  });

  test('[CL43] removing it runs nothing that the repository’s own settings name', async () => {
    writeFileSync(join(tree, '.gitattributes'), '* filter=evil\n');
    git(tree, 'add', '.');
    git(tree, 'commit', '-q', '-m', 'attributes');
    const sprung = join(stage.dir, 'sprung');
    const trap = join(stage.dir, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\ntouch ${sprung}\ncat\n`);
    chmodSync(trap, 0o755);
    for (const key of ['core.fsmonitor', 'filter.evil.clean', 'filter.evil.process']) git(repo, 'config', key, trap);
    git(repo, 'config', 'extensions.worktreeConfig', 'true');
    execFileSync(GIT, ['config', '--worktree', 'filter.other.clean', trap], { cwd: tree, env: stage.git.env });
    writeFileSync(join(tree, '.gitattributes'), '* filter=other\n');
    writeFileSync(join(tree, 'part/a.txt'), 'changed\n');
    expect((await remove(2))?.[0]).toBe('worktree_unsaved');
    expect(await remove(3, true)).toBeNull();
    expect(existsSync(sprung)).toBe(false);
  });

  test('[CL42] a session without one has nothing to remove', async () => {
    const other = await Stage.make();
    try {
      await other.begin();
      await other.command(2, { kind: 'remove-worktree', discard: true });
      expect((await other.bodies('command-refused')).map(({ error }) => error.code)).toEqual(['worktree_kept']);
    } finally {
      await other.end();
    }
  });
});
