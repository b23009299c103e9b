import type { MachineInfo, SessionSummary } from '@claude-remote/protocol';
import { asMachineId, asSessionId } from '@claude-remote/protocol';
import { emptyState, summarize } from '@claude-remote/session';
import { describe, expect, test } from 'vitest';
import { type Known, knownIn } from '../src/offline/known.ts';
import { inFilter, LIST_FILTERS, type ListFilter, orderList } from '../src/screens/session-list-order.ts';
import { isUnread, readSeen, type Seen, withSeen, writeSeen } from '../src/state/seen.ts';
import { matches } from '../src/state/summaries.ts';
import { makeFixtures } from './fixtures.ts';
import { memoryStorage } from './memory-storage.ts';
import { unsealedStore } from './unsealed-store.ts';

const machine = (id: string): MachineInfo => {
  const [known] = makeFixtures(0).machines;
  if (!known) throw new Error('no machine in the fixtures');
  return { ...known, id: asMachineId(id), name: id };
};

function session(n: number, change: Partial<SessionSummary> = {}): SessionSummary {
  const id = asSessionId(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
  const base = summarize({ ...emptyState(id), machine: asMachineId('atlas'), workspace: '/w/api' });
  return { ...base, title: `s${n}`, updatedAt: n, turns: 1, lastOutcome: 'done', ...change };
}

const WORKING: Partial<SessionSummary> = {
  turn: { number: 1, command: 'c' as never, startedAt: 0, applied: true }, // never looked at
};
const WAITING: Partial<SessionSummary> = { requests: [{ id: 'r', kind: 'plan', openedAt: 0, plan: 'x' } as never] }; // only counted

const shown = (sessions: readonly SessionSummary[], machines = ['atlas', 'linden'].map(machine)) =>
  orderList(sessions, machines).map((entry) =>
    entry.is === 'session'
      ? entry.summary.title
      : entry.is === 'machine'
        ? `# ${entry.group.machine.name}`
        : `- ${entry.name}`,
  );

describe('[W55] the order of sessions', () => {
  test('[W55] by machine; pinned, waiting, working, then the newest', () => {
    const list = [
      session(1),
      session(2, WORKING),
      session(3, WAITING),
      session(4),
      session(5, { pinned: true }),
      session(6, { machine: asMachineId('linden') }),
    ];
    expect(shown(list)).toEqual(['# atlas', 's5', 's3', 's2', 's4', 's1', '# linden', 's6']);
  });

  test('[W55] many at rest stand by workspace, the newest workspace first', () => {
    const many = Array.from({ length: 8 }, (_, n) => session(n, { workspace: n % 2 ? '/w/api' : '/w/web' }));
    const list = [...many, session(20, { ...WAITING, workspace: '/w/web' })];
    expect(shown(list)).toEqual(['# atlas', 's20', '- api', 's7', 's5', 's3', 's1', '- web', 's6', 's4', 's2', 's0']);
    expect(shown(many.slice(0, 6))).toEqual(['# atlas', 's5', 's4', 's3', 's2', 's1', 's0']);
  });

  test('[W55] a thousand sessions are put in order once each', () => {
    const list = Array.from({ length: 1_000 }, (_, n) => session(n, { workspace: `/w/${n % 30}` }));
    const rows = shown(list).filter((one) => one.startsWith('s'));
    expect(new Set(rows).size).toBe(1_000);
  });
});

test('[W56] what is archived shows in the archive only, unless it waits for somebody', () => {
  const list = {
    plain: session(1),
    working: session(2, WORKING),
    waiting: session(3, WAITING),
    put: session(4, { archived: true }),
    asking: session(5, { archived: true, ...WAITING }),
  };
  const seenIn = (filter: ListFilter) =>
    Object.entries(list)
      .filter(([, one]) => inFilter(one, { filter, unread: ({ id }) => id === list.plain.id }))
      .map(([name]) => name);
  expect(Object.fromEntries(LIST_FILTERS.map((filter) => [filter, seenIn(filter)]))).toEqual({
    all: ['plain', 'working', 'waiting', 'asking'],
    waiting: ['waiting', 'asking'],
    working: ['working'],
    unread: ['plain'],
    archived: ['put', 'asking'],
  });
});

describe('[W57] what was read on this device', () => {
  const begun: Seen = { since: 100, turns: {} };
  test('[W57] a turn that ended and was not looked at is unread; the past of a new device is read', () => {
    expect(isUnread(begun, session(1, { updatedAt: 50 }))).toBe(false);
    expect(isUnread(begun, session(1, { updatedAt: 150 }))).toBe(true);
    expect(isUnread(begun, session(1, { updatedAt: 150, turns: 1, ...WORKING }))).toBe(false);
    const seen = withSeen(begun, session(1, { updatedAt: 150 }));
    expect(isUnread(seen, session(1, { updatedAt: 900 }))).toBe(false); // Claude's process ended: nothing to read
    expect(isUnread(seen, session(1, { updatedAt: 900, turns: 2, ...WORKING }))).toBe(false);
    expect(isUnread(seen, session(1, { updatedAt: 900, turns: 2 }))).toBe(true);
    expect(withSeen(seen, session(1, { updatedAt: 150 }))).toBe(seen);
  });

  test('[W57] it survives a reload, whatever else is written there', () => {
    const storage = memoryStorage();
    const first = readSeen(storage, 7);
    expect(first).toEqual({ since: 7, turns: {} });
    const seen = withSeen(first, session(1));
    writeSeen(storage, seen);
    expect(readSeen(storage, 99)).toEqual(seen);
    for (const text of ['', '{', 'null', '[]', '{"since":"x","turns":{}}', '{"since":1,"turns":3}']) {
      storage.setItem('seen-turns', text);
      expect(readSeen(storage, 8)).toEqual({ since: 8, turns: {} });
    }
  });
});

test('[W58] the search of names takes the words that name places, and leaves days to what was said', () => {
  const one = session(1, { title: 'Parser rewrite', workspace: '/home/wren/tidepool', lastLine: 'all pass' });
  expect(matches(one, 'parser tide')).toBe(true);
  expect(matches(one, 'machine:atlas "parser"')).toBe(true);
  expect(matches(one, 'workspace:tidepool after:2026-01-01')).toBe(true);
  expect(matches(one, 'machine:linden')).toBe(false);
  expect(matches({ ...one, branch: 'fix/gap' }, 'branch:gap')).toBe(true);
  expect(matches(one, 'branch:gap')).toBe(false);
});

test('[W59] what was deleted at the hub is not kept on the device either', async () => {
  const kept = new Map<string, string>([['overview', '{}']]);
  const [there, gone] = [session(1), session(2)];
  for (const { id } of [there, gone]) kept.set(id, '{}');
  const overview: Parameters<Known['keepOverview']>[0] = {
    known: true,
    rememberedAt: null,
    sessions: [there],
    machines: [],
  };
  await knownIn(unsealedStore(kept)).keepOverview(overview, 5);
  expect([...kept.keys()]).toEqual(['overview', there.id]);
});
