import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asMachineId } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ANN, SESSION, Stage } from './supervisor-stage.ts';

const GIT = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();

let stage: Stage;
let repo: string;
beforeEach(async () => {
  stage = await Stage.make();
  repo = join(stage.dir, 'repo');
  mkdirSync(join(repo, 'part'), { recursive: true });
  stage.git = { git: GIT, env: { PATH: process.env.PATH ?? '', HOME: stage.dir } };
});
afterEach(() => stage.end());

function git(...args: string[]): string {
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org'];
  return execFileSync(GIT, [...who, ...args], { cwd: repo, encoding: 'utf8', env: stage.git.env });
}

function begin(): void {
  git('init', '-q', '-b', 'main');
  writeFileSync(join(repo, 'part/a.txt'), 'one\n');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
}

function start(n: number, branch: string, workspace = repo): Promise<void> {
  return stage.command(n, { kind: 'start', machine: asMachineId('here'), workspace, worktree: { branch } });
}

const refusals = async () => (await stage.bodies('command-refused')).map(({ error }) => [error.code, error.error]);

describe('a working tree for a session', () => {
  test('[CL33] is a new branch in a directory below the repository, and the session works there', async () => {
    begin();
    writeFileSync(join(repo, 'part/a.txt'), 'not committed\n');
    await start(1, 'fix/gap', join(repo, 'part'));
    const path = join(repo, '.claude/worktrees', `fix-gap-${SESSION.slice(0, 8)}`);
    expect(stage.sessionState).toMatchObject({
      workspace: join(path, 'part'),
      worktree: { branch: 'fix/gap', of: join(repo, 'part') },
    });
    expect(readFileSync(join(path, 'part/a.txt'), 'utf8')).toBe('one\n');
    expect(git('-C', path, 'branch', '--show-current').trim()).toBe('fix/gap');
    expect(git('status', '--short').trim()).toBe('M part/a.txt');
    await stage.prompt(2);
    expect(stage.claude.current.plan.workspace).toBe(join(path, 'part'));
  });

  test('[CL33] is made once, also when a runner died before it could say so', async () => {
    begin();
    const ask = {
      directory: repo,
      branch: 'once',
      session: SESSION,
      policy: { workspaces: [stage.dir], modes: [], maxSessions: 1 },
    };
    const { makeWorktree } = await import('../src/changes/make-worktree.ts');
    const first = await makeWorktree(ask, stage.git);
    expect(await makeWorktree(ask, stage.git)).toEqual(first);
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(2);
  });

  test('[CL34] a start that is refused makes none, and says why', async () => {
    begin();
    stage.modes = ['plan'];
    await start(1, 'refused');
    stage.modes = ['ask'];
    await start(2, '--upload-pack=x');
    await start(3, 'a..b');
    await start(4, 'main');
    await start(5, 'x', stage.dir);
    const [mode, option, range, taken, none] = await refusals();
    expect(mode?.[0]).toBe('mode_refused');
    for (const refusal of [option, range, taken, none]) expect(refusal?.[0]).toBe('worktree_failed');
    expect(option?.[1]).toContain('no name for a branch');
    expect(taken?.[1]).toContain('already exists');
    expect(none?.[1]).toContain('no git repository');
    expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(git('branch').trim()).toBe('* main');
  });

  test('[CL34] neither a link nor a repository elsewhere leads it out of the allowed directories', async () => {
    begin();
    mkdirSync(join(stage.dir, 'elsewhere'));
    symlinkSync(join(stage.dir, 'elsewhere'), join(repo, '.claude'));
    await start(1, 'through-a-link');
    expect((await refusals())[0]?.[1]).toContain('is a link');
    const outside = await Stage.make();
    try {
      mkdirSync(join(stage.dir, 'named'));
      execFileSync(GIT, ['init', '-q', join(outside.dir, 'repo')]);
      execFileSync(GIT, [
        '-C',
        join(outside.dir, 'repo'),
        '-c',
        'user.name=a',
        '-c',
        'user.email=a@x',
        'commit',
        '-q',
        '--allow-empty',
        '-m',
        'x',
      ]);
      writeFileSync(join(stage.dir, 'named/.git'), `gitdir: ${join(outside.dir, 'repo/.git')}\n`);
      await start(2, 'named', join(stage.dir, 'named'));
      expect((await refusals())[1]?.[1]).toContain('outside the allowed');
      expect(existsSync(join(outside.dir, 'repo/.claude'))).toBe(false);
    } finally {
      await outside.end();
    }
  });

  test('[CL34] making it runs nothing that the repository’s own settings name', async () => {
    begin();
    writeFileSync(join(repo, '.gitattributes'), '* filter=evil\n');
    git('add', '.');
    git('commit', '-q', '-m', 'attributes');
    const sprung = join(stage.dir, 'sprung');
    const trap = join(stage.dir, 'trap.sh');
    writeFileSync(trap, `#!/bin/sh\ntouch ${sprung}\ncat\n`);
    chmodSync(trap, 0o755);
    for (const key of ['core.fsmonitor', 'filter.evil.smudge', 'filter.evil.process', 'core.sshCommand'])
      git('config', key, trap);
    writeFileSync(join(repo, '.git/hooks/post-checkout'), readFileSync(trap), { mode: 0o755 });
    await start(1, 'safe');
    expect(await refusals()).toEqual([]);
    expect(stage.sessionState.worktree?.branch).toBe('safe');
    expect(existsSync(sprung)).toBe(false);
  });

  test('[CL33] the command that asks for it comes again without a second effect', async () => {
    begin();
    await start(1, 'again');
    await stage.deliver(
      1,
      { kind: 'start', machine: asMachineId('here'), workspace: repo, worktree: { branch: 'again' } },
      1,
    );
    await stage.supervisor.settled();
    expect(await refusals()).toEqual([]);
    expect(stage.sessionState.startedBy).toEqual(ANN);
  });
});
