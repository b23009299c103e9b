import type { SessionSummary } from '@claude-remote/protocol';
import { describe, expect, test } from 'vitest';
import { modelsOffered } from '../src/screens/models-offered.ts';
import { branchFor } from '../src/screens/new-session-tree.tsx';
import { keepModels, readModels } from '../src/state/known-models.ts';
import { placeOf, recentWorkspaces } from '../src/state/place-of.ts';
import { makeFixtures } from './fixtures.ts';

const [first] = makeFixtures(Date.UTC(2026, 10, 21)).sessions;
if (!first) throw new Error('there are fixtures');
const session = (updatedAt: number, more: Partial<SessionSummary>): SessionSummary => ({
  ...first,
  updatedAt,
  ...more,
});

describe('[W122] models of a new session', () => {
  const chose = (updatedAt: number, model: string) => session(updatedAt, { settings: { mode: 'ask', model } });
  const values = (sessions: readonly SessionSummary[], said: Parameters<typeof modelsOffered>[0]['said'] = []) =>
    modelsOffered({ machine: first.machine, sessions, said }).map(({ value }) => value);
  const offer = (value: string) => ({ value, name: value.toUpperCase(), description: '' });

  test('[W122] are Claude’s aliases until the machine said more, then those chosen there before, the latest first', () => {
    const sessions = [chose(1, 'claude-old'), chose(3, 'claude-next'), chose(2, 'opus'), chose(4, 'claude-next')];
    expect(values([])).toEqual(['opus', 'sonnet', 'haiku']);
    expect(values(sessions)).toEqual(['opus', 'sonnet', 'haiku', 'claude-next', 'claude-old']);
    const many = Array.from({ length: 9 }, (_, n) => chose(n, `m${n}`));
    expect(values(many)).toEqual(['opus', 'sonnet', 'haiku', 'm8', 'm7', 'm6', 'm5']);
  });

  test('[W122] are what Claude last said there, which this device remembers, its own default told apart', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    };
    const { machine } = first;
    keepModels(storage, { machine, models: [offer('default'), offer('opus[1m]')] });
    keepModels(storage, { machine, models: [] }); // Claude is only being started
    expect(values([chose(1, 'haiku'), chose(2, 'opus[1m]')], readModels(storage, machine))).toEqual([
      'opus[1m]',
      'haiku',
    ]);
    for (const text of ['{', 'null', '{"a":1}', '[null,3,{"value":7,"name":"x","description":""}]']) {
      kept.set(`models:${machine}`, text);
      expect(readModels(storage, machine)).toEqual([]);
    }
  });
});

describe('[W72] beginning a session', () => {
  test('[W72] the directories of the last sessions come first, each once; a working tree stands for its origin', () => {
    const atlas = { machine: first.machine };
    const other = makeFixtures(0).machines.find(({ id }) => id !== first.machine);
    const sessions = [
      session(1, { ...atlas, workspace: '/w/old' }),
      session(3, { ...atlas, workspace: '/w/a/.claude/worktrees/x', worktree: { branch: 'x', of: '/w/a' } }),
      session(2, { ...atlas, workspace: '/w/a' }),
      session(9, { machine: other?.id ?? first.machine, workspace: '/elsewhere' }),
    ];
    expect(recentWorkspaces(sessions, first.machine, 5)).toEqual(['/w/a', '/w/old']);
    expect(recentWorkspaces(sessions, first.machine, 1)).toEqual(['/w/a']);
  });

  test('[W72] a session is named by its directory, a working tree by its origin, and by what is checked out', () => {
    expect(placeOf({ workspace: '/w/a' })).toBe('a');
    expect(placeOf({ workspace: '/w/a/.claude/worktrees/x', worktree: { branch: 'fix/x', of: '/w/a' } })).toBe(
      'a · fix/x',
    );
    const moved = { worktree: { branch: 'fix/x', of: '/w/a' }, branch: 'main' };
    expect(placeOf({ workspace: '/w/a/.claude/worktrees/x', ...moved })).toBe('a · main');
    expect(placeOf({ workspace: '/w/a', branch: '1a2b3c4' })).toBe('a · 1a2b3c4');
    expect(placeOf({ workspace: '/w/a', branch: null })).toBe('a');
  });

  test('[W72] the branch is named after the prompt, and never something that git refuses', () => {
    expect(branchFor('Fix the flaky resume test, please', '12')).toBe('claude/fix-the-flaky-resume');
    expect(branchFor('테스트를 고쳐 주세요', '1a2b3c4d')).toBe('claude/1a2b3c4d');
    expect(branchFor('--upload-pack=/x ..', '1')).toBe('claude/upload-pack-x');
  });
});
