import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asRequestId, asSessionId, type EventBody } from '@claude-remote/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tellingBranch } from '../src/changes/telling-branch.ts';
import type { ClaudeEvent } from '../src/claude/driver.ts';
import { ScriptedClaude } from './scripted-driver.ts';
import { SESSION, Stage } from './supervisor-stage.ts';

const GIT = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
const STARTED: EventBody = {
  kind: 'claude-started',
  claudeSession: asSessionId('00000000-0000-4000-8000-000000000002'),
  version: '1',
  model: 'opus',
  commands: [],
  models: [],
};

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'branch-')));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function git(...args: string[]): string {
  const who = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.org'];
  const env = { PATH: process.env.PATH ?? '', HOME: directory };
  return execFileSync(GIT, [...who, ...args], { cwd: directory, encoding: 'utf8', env }).trim();
}

/** What a Claude that starts and ends a turn there is told to have checked out. */
async function toldIn(workspace: string): Promise<unknown[]> {
  const claude = new ScriptedClaude();
  const heard: ClaudeEvent[] = [];
  const plan = {
    session: SESSION,
    claudeSession: SESSION,
    workspace,
    settings: { mode: 'ask' },
    begin: 'new',
  } as const;
  await tellingBranch(claude.driver()).open(plan, {
    onOutput: async ({ events }) => void heard.push(...events),
    onExit: () => undefined,
  });
  await claude.current.say(STARTED);
  await claude.current.say({ kind: 'text', block: 'b', text: 'said' });
  await claude.current.finish();
  expect(heard.map(({ type }) => type)).toEqual(['event', 'event', 'turn-result']);
  return heard.flatMap((event) => {
    if (event.type === 'turn-result') return [event.result.branch];
    return event.type === 'event' && event.body.kind === 'claude-started' ? [event.body.branch] : [];
  });
}

describe('[CL40] what is checked out', () => {
  test('[CL40] is told when Claude starts and when a turn ends: a branch, below the top too, and in a further working tree', async () => {
    git('init', '-q', '-b', 'main');
    expect(await toldIn(directory)).toEqual(['main', 'main']);
    git('commit', '-q', '--allow-empty', '-m', 'first');
    git('switch', '-q', '-c', 'fix/gap');
    mkdirSync(join(directory, 'part'));
    expect(await toldIn(join(directory, 'part'))).toEqual(['fix/gap', 'fix/gap']);
    git('worktree', 'add', '-q', '-b', 'other', 'tree');
    expect(await toldIn(join(directory, 'tree'))).toEqual(['other', 'other']);
  });

  test('[CL40] is a short hash where no branch is, nothing where no repository is, and nobody falls for what is neither', async () => {
    expect(await toldIn(directory)).toEqual([null, null]);
    expect(await toldIn(join(directory, 'gone'))).toEqual([null, null]);
    git('init', '-q');
    git('commit', '-q', '--allow-empty', '-m', 'first');
    git('switch', '-q', '--detach');
    expect(await toldIn(directory)).toEqual([
      git('rev-parse', 'HEAD').slice(0, 7),
      git('rev-parse', 'HEAD').slice(0, 7),
    ]);
    writeFileSync(join(directory, '.git/HEAD'), 'root:x:0:0\n');
    expect(await toldIn(directory)).toEqual([null, null]);
    writeFileSync(join(directory, '.git/HEAD'), `ref: refs/heads/${'x'.repeat(400)}\n`);
    expect(await toldIn(directory)).toEqual(['x'.repeat(200), 'x'.repeat(200)]);
  });

  test('[CL40] stands in the events and in the state of the session', async () => {
    const stage = await Stage.make();
    try {
      await stage.begin();
      await stage.prompt(2);
      await stage.claude.current.say({ ...STARTED, branch: 'main' });
      await stage.claude.current.say({
        kind: 'request-opened',
        request: { kind: 'plan', id: asRequestId('p'), openedAt: 1, plan: 'x' },
      });
      await stage.supervisor.settled();
      expect(stage.sessionState.branch).toBe('main');
      await stage.claude.current.finish({ branch: null, outcome: 'interrupted' });
      await stage.supervisor.settled();
      expect((await stage.bodies('turn-ended'))[0]).toMatchObject({ branch: null });
      expect(stage.sessionState.branch).toBeNull();
    } finally {
      await stage.end();
    }
  });
});
