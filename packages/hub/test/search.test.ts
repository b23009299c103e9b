import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asSessionId, type EventBody, type SearchAnswer } from '@claude-remote/protocol';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registerSearch } from '../src/doors/api-search.ts';
import { find, type IndexQuestion } from '../src/search/find.ts';
import { openIndex } from '../src/search/index-database.ts';
import { Indexer } from '../src/search/indexer.ts';
import { Search } from '../src/search/search.ts';
import { openSqliteStorage } from '../src/storage/sqlite/sqlite-storage.ts';
import type { Storage } from '../src/storage/storage.ts';
import { fakeClock } from './support/fake-clock.ts';
import { type OpenApi, openApi } from './support/open-api.ts';
import { eventsOf, startOf, summaryOf } from './support/storage-writes.ts';

/** Search over a real log in real SQLite: what is found, what a kill or a damaged file costs, and who may ask. */
const A = asSessionId('00000000-0000-4000-8000-00000000000a');
const B = asSessionId('00000000-0000-4000-8000-00000000000b');
const closing: (() => unknown)[] = [];
let directory: string;
let storage: Storage;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'claude-remote-search-'));
  storage = openSqliteStorage({ path: hubPath(), later: (ms, fire) => void setTimeout(fire, ms) });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await storage.close();
  rmSync(directory, { recursive: true, force: true });
});
const hubPath = () => join(directory, 'hub.sqlite');
const indexPath = () => join(directory, 'search.sqlite');

const said = (text: string, block = text): EventBody => ({ kind: 'text', block, text });

/** Stores events with those bodies behind what is there; each a second after the one before. */
async function log(session: string, bodies: readonly EventBody[], title = 'Parser rewrite'): Promise<void> {
  const head = storage.session(session)?.headSeq ?? -1;
  const summary = { ...summaryOf(session), title, workspace: `/home/wren/${session === A ? 'tidepool' : 'kiln'}` };
  if (head < 0)
    await storage.addCommand(startOf(session, { creates: { machine: session === A ? 'atlas' : 'linden', summary } }));
  const first = Math.max(0, head) + 1;
  const events = bodies.map((body, at) => ({
    seq: first + at,
    epoch: 1,
    at: (first + at) * 1_000,
    body: JSON.stringify(body),
  }));
  await storage.addEvents({ session, events, summary, snapshot: null });
}

function indexer(): { hub: Database.Database; index: Database.Database; indexer: Indexer } {
  const hub = new Database(hubPath(), { readonly: true });
  const index = openIndex(indexPath());
  closing.push(
    () => hub.close(),
    () => index.close(),
  );
  return { hub, index, indexer: new Indexer(hub, index) };
}

/** An index of all that is stored. */
function indexed(): Database.Database {
  const made = indexer();
  while (!made.indexer.done) made.indexer.step();
  return made.index;
}

const ASKED: Omit<IndexQuestion, 'terms'> = {
  machines: null,
  hidden: [],
  workspace: null,
  after: null,
  before: null,
  limit: 20,
  cursor: null,
};
const seqsFor = (index: Database.Database, terms: string[], change: Partial<IndexQuestion> = {}) =>
  find(index, { ...ASKED, ...change, terms }).hits.map(({ session, seq }) => `${session === A ? 'a' : 'b'}${seq}`);

test('[SE10] what was asked, said, given to tools and the title are found, whatever the case, newest first', async () => {
  await log(A, [said('The Cursor moves early'), said('nothing'), said('fix the cursor')]);
  await log(A, [
    { kind: 'tool-started', tool: 't1' as never, name: 'Bash', input: { command: 'grep cursor src' } },
    { kind: 'tool-ended', tool: 't1' as never, outcome: 'ok', output: 'cursor everywhere', omitted: 0 },
    { kind: 'thinking', block: 'x', text: 'the cursor, hm' },
  ]);
  const index = indexed();
  expect(seqsFor(index, ['cursor'])).toEqual(['a4', 'a3', 'a1']);
  expect(seqsFor(index, ['cursor', 'early'])).toEqual(['a1']);
  expect(seqsFor(index, ['the cursor'])).toEqual(['a3', 'a1']);
  expect(seqsFor(index, ['arser rewr'])).toEqual(['a0']);
  const [hit] = find(index, { ...ASKED, terms: ['early'] }).hits;
  expect(hit).toEqual({
    session: A,
    seq: 1,
    at: 1_000,
    kind: 'text',
    snippet: [
      { text: 'The Cursor moves ', mark: false },
      { text: 'early', mark: true },
    ],
  });
});

test('[SE10] Korean is found from one letter on, in the middle of words and in either form of its letters', async () => {
  await log(A, [
    said('대기열을 고치고 있습니다'),
    said('테스트 앱을 실행합니다'.normalize('NFD')),
    said('한국어 코드'),
  ]);
  const index = indexed();
  expect(seqsFor(index, ['대기'])).toEqual(['a1']);
  expect(seqsFor(index, ['기열을'])).toEqual(['a1']);
  expect(seqsFor(index, ['앱'])).toEqual(['a2']);
  expect(seqsFor(index, ['테스트', '앱'])).toEqual(['a2']);
  expect(seqsFor(index, ['코드', '한국'])).toEqual(['a3']);
  expect(seqsFor(index, ['코기'])).toEqual([]);
});

test('[SE10] two letters of other languages are found too', async () => {
  await log(A, [said('go on'), said('run ci again'), said('CI is red')]);
  expect(seqsFor(indexed(), ['ci'])).toEqual(['a3', 'a2']);
  expect(seqsFor(indexed(), ['ci', 'again'])).toEqual(['a2']);
});

test('[SE11] machine, workspace and days narrow the search, and pages go on where they ended', async () => {
  await log(
    A,
    Array.from({ length: 7 }, (_, n) => said(`needle ${n}`)),
  );
  await log(B, [said('needle in b')]);
  const index = indexed();
  expect(seqsFor(index, ['needle'], { machines: ['linden'] })).toEqual(['b1']);
  expect(seqsFor(index, ['needle'], { machines: [] })).toEqual([]);
  expect(seqsFor(index, ['needle'], { workspace: 'tide' })).toHaveLength(7);
  expect(seqsFor(index, ['needle'], { hidden: [A] })).toEqual(['b1']);
  expect(seqsFor(index, ['needle'], { after: 2_000, before: 4_000 })).toEqual(['a3', 'a2']);
  const seen: number[] = [];
  let cursor: number | null = null;
  do {
    const page: ReturnType<typeof find> = find(index, { ...ASKED, terms: ['needle'], limit: 3, cursor });
    seen.push(...page.hits.map(({ at, session }) => (session === A ? at : -at)));
    cursor = page.cursor;
  } while (cursor !== null);
  expect(seen.toSorted((a, b) => a - b)).toEqual([-1_000, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000]);
});

test('[SE13] hostile questions are words: nothing of them is a command to the index', async () => {
  await log(A, [said('harmless NEAR words'), said('100% (sure)* "quoted" 50\\%')]);
  const index = indexed();
  const hostile = [
    '" OR 1=1 --',
    'text:*',
    '"',
    'NEAR(',
    'a* OR b',
    "'; DROP TABLE passages; --",
    '-x',
    '^y',
    '%',
    '_',
    '\\',
    '(?:',
    '\u202e',
    '🦀',
  ];
  for (const term of hostile) expect(() => find(index, { ...ASKED, terms: [term] })).not.toThrow();
  expect(seqsFor(index, ['(sure)*'])).toEqual(['a2']);
  expect(seqsFor(index, ['"quoted"'])).toEqual(['a2']);
  expect(seqsFor(index, ['NEAR'])).toEqual(['a1']);
  expect(seqsFor(index, ['%'])).toEqual(['a2']);
  expect(seqsFor(index, ['harmless'])).toEqual(['a1']);
});

test('[SE14] what Claude took back is not found, and a new title takes the place of the old', async () => {
  await log(A, [said('lost words', 'b1'), said('kept words', 'b2'), { kind: 'blocks-superseded', blocks: ['b1'] }]);
  const { index, indexer: reading } = indexer();
  while (!reading.done) reading.step();
  expect(seqsFor(index, ['words'])).toEqual(['a2']);
  await log(A, [{ kind: 'session-renamed', title: 'Kiln curves' }], 'Kiln curves');
  reading.changed(A);
  while (!reading.done) reading.step();
  expect(seqsFor(index, ['parser'])).toEqual([]);
  expect(seqsFor(index, ['kiln'])).toEqual(['a0']);
});

test('[SE15] an index that was left anywhere is read on: nothing twice, nothing missing', async () => {
  await log(
    A,
    Array.from({ length: 450 }, (_, n) => said(`number ${n} end`)),
  );
  for (let steps = 0; steps < 3; steps++) {
    const left = indexer(); // as a kill leaves it: what was committed, and nothing of the piece under way
    left.indexer.step();
    left.index.close();
  }
  const index = indexed();
  expect(find(index, { ...ASKED, terms: ['number'], limit: 1_000 }).hits).toHaveLength(450);
  await log(A, [said('number 450 end')]);
  expect(find(indexed(), { ...ASKED, terms: ['number'], limit: 1_000 }).hits).toHaveLength(451);
});

test('[SE15] an index that is missing, damaged, of another version or of another past is made anew', async () => {
  await log(A, [said('needle one')]);
  indexed().close();
  writeFileSync(indexPath(), 'this is no database '.repeat(500));
  expect(seqsFor(indexed(), ['needle'])).toEqual(['a1']);
  const other = openIndex(indexPath());
  other.pragma('user_version = 99');
  other.close();
  expect(seqsFor(indexed(), ['needle'])).toEqual(['a1']);
  const past = openIndex(indexPath());
  past.exec('UPDATE sessions SET at = 5, cursor = 1');
  past.exec("INSERT INTO sessions (id, machine, workspace, title) VALUES ('gone', 'm', 'w', '')");
  past.close();
  const index = indexed();
  expect(seqsFor(index, ['needle'])).toEqual(['a1']);
  expect(index.prepare('SELECT count(*) AS n FROM sessions').get()).toEqual({ n: 1 });
});

test('[SE16] a deleted session is not found, and nothing of it is left in the index', async () => {
  await log(A, [said('unmistakable words')]);
  await log(B, [said('other words')]);
  const { index, indexer: reading } = indexer();
  while (!reading.done) reading.step();
  await storage.forget(A, 1);
  reading.changed(A);
  while (!reading.done) reading.step();
  expect(seqsFor(index, ['words'])).toEqual(['b1']);
  index.pragma('wal_checkpoint(TRUNCATE)');
  expect(readFileSync(indexPath()).includes('unmistakable')).toBe(false);
});

async function searching(): Promise<{ api: OpenApi; search: Search; clock: ReturnType<typeof fakeClock> }> {
  const clock = fakeClock();
  const search = new Search({
    hubPath: hubPath(),
    indexPath: indexPath(),
    clock,
    machines: () => [
      { id: 'atlas', name: 'Big Atlas' },
      { id: 'linden', name: 'Linden' },
    ],
    hidden: () => [],
    onTrouble: (what, error) => {
      throw new Error(what, { cause: error });
    },
  });
  const api = await openApi({ register: (app) => registerSearch(app, search) });
  closing.push(
    () => search.close(),
    () => api.close(),
  );
  return { api, search, clock };
}

test('[SE17] whoever may read may search, by HTTP; nobody else, and nonsense is refused', async () => {
  await log(A, [said('needle in a')]);
  await log(B, [said('needle in b')]);
  const { api, search, clock } = await searching();
  const { headers } = await api.token('viewer');
  const ask = async (query: string): Promise<{ status: number; json: SearchAnswer }> => {
    const { status, json } = await api.ask(`/api/v1/search?${query}`, { headers });
    return { status, json: json as unknown as SearchAnswer }; // the documented answer
  };
  await expect.poll(async () => (await ask('q=needle')).json.hits.length).toBe(2);
  expect((await ask('q=needle%20machine:big')).json.hits.map(({ session }) => session)).toEqual([A]);
  const first = await ask('q=needle&limit=1');
  expect((await ask(`q=needle&limit=1&cursor=${first.json.cursor}`)).json.hits).toHaveLength(1);
  for (const wrong of [
    '',
    'q=',
    `q=${'x'.repeat(501)}`,
    'q=x&limit=0',
    'q=x&limit=1e9',
    'q=x&cursor=-1',
    'q=x&timeZone=Mars',
    'q=machine:a',
    'q=x&more=1',
  ])
    expect([wrong, (await ask(wrong)).status]).toEqual([wrong, 400]);
  expect((await api.ask('/api/v1/search?q=needle')).status).toBe(401);
  await log(A, [said('needle again')]);
  search.changed(A);
  clock.advance(1_000);
  await expect.poll(async () => (await ask('q=needle')).json.hits.length).toBe(3);
  expect(statSync(indexPath()).mode & 0o077).toBe(0);
});

test('[SE17] an index that breaks while the hub runs is made anew, and the hub works on', async () => {
  await log(A, [said('needle')]);
  indexed().close();
  const bytes = readFileSync(indexPath());
  bytes.fill(0x55, 4096);
  writeFileSync(indexPath(), bytes);
  const troubles: string[] = [];
  const clock = fakeClock();
  const search = new Search({
    hubPath: hubPath(),
    indexPath: indexPath(),
    clock,
    machines: () => [],
    hidden: () => [],
    onTrouble: (what) => troubles.push(what),
  });
  closing.push(() => search.close());
  await expect
    .poll(
      async () => {
        clock.advance(60_000);
        const wish = { text: 'needle', timeZone: 'UTC', limit: 5, cursor: null };
        return search.find(wish).then(
          ({ hits }) => hits.length,
          () => 0,
        );
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  expect(troubles).toContain('search');
});

test('[SE10] events of another kind cost no reading: a long log is read in piece by piece', async () => {
  await log(A, [said('first')]);
  await storage.addEvents({ ...eventsOf(A, 2, 900), summary: { ...summaryOf(A), title: 'Parser rewrite' } });
  const reading = indexer().indexer;
  let steps = 0;
  while (!reading.done) {
    reading.step();
    steps++;
  }
  expect(steps).toBeGreaterThan(4);
});
