import { expect, test } from 'vitest';
import { shortWords } from '../src/search/letters.ts';
import { passageOf } from '../src/search/passages.ts';
import { parseQuery, requireTimeZone } from '../src/search/query.ts';
import { snippetOf } from '../src/search/snippet.ts';

/** How a question is read, and how an answer is cut out of its text. */
const NOTHING = { machine: null, workspace: null, after: null, before: null };

test('[SE11] words, phrases and operators are told apart; what makes no sense is a word', () => {
  expect(parseQuery('parser "exact words" Parser', 'UTC')).toEqual({
    ...NOTHING,
    terms: ['parser', 'exact words', 'Parser'],
  });
  expect(parseQuery('x machine:Atlas workspace:"My Api" after:2026-11-01 before:2026-11-20', 'UTC')).toEqual({
    terms: ['x'],
    machine: 'atlas',
    workspace: 'my api',
    after: Date.UTC(2026, 10, 1),
    before: Date.UTC(2026, 10, 20),
  });
  expect(parseQuery('after:yesterday before:2026-02-30 machine: "', 'UTC').terms).toEqual([
    'after:yesterday',
    'before:2026-02-30',
    'machine:',
  ]);
  expect(() => parseQuery('machine:atlas', 'UTC')).toThrow('say a word');
  expect(() => parseQuery('  ""  ', 'UTC')).toThrow('say a word');
  expect(
    parseQuery('a '.repeat(40) + Array.from({ length: 40 }, (_, n) => `w${n}`).join(' '), 'UTC').terms,
  ).toHaveLength(12);
});

test('[SE11] a day begins at midnight of the asker', () => {
  expect(parseQuery('x after:2026-11-20', 'Asia/Seoul').after).toBe(Date.UTC(2026, 10, 19, 15));
  expect(parseQuery('x after:2026-07-01', 'America/New_York').after).toBe(Date.UTC(2026, 6, 1, 4));
  expect(() => requireTimeZone('Mars/Olympus')).toThrow('IANA');
});

test('[SE12] a snippet holds what was found, marked, as plain text', () => {
  const before = 'word '.repeat(40);
  const snippet = snippetOf(`${before}<b>Needle</b> and needle (a.b)  ${'tail '.repeat(60)}`, ['needle', 'a.b']);
  expect(snippet[0]).toEqual({ text: '…', mark: false });
  expect(snippet.filter(({ mark }) => mark).map(({ text }) => text)).toEqual(['Needle', 'needle', 'a.b']);
  expect(snippet.map(({ text }) => text).join('')).toContain('<b>Needle</b> and needle (a.b) tail');
  expect(snippet.at(-1)?.text.endsWith('…')).toBe(true);
  expect(snippetOf('한국어 코드', ['코드'])).toEqual([
    { text: '한국어 ', mark: false },
    { text: '코드', mark: true },
  ]);
  expect(snippetOf('İstanbul istanbul', ['istanbul']).filter(({ mark }) => mark)).toHaveLength(1);
});

test('[SE10] what was asked, said and given to tools can be found; outputs and thoughts cannot', () => {
  expect(passageOf({ kind: 'text', block: 'b1', text: 'e\u0301' })).toEqual({ kind: 'text', block: 'b1', text: 'é' });
  const input = { command: 'npm test', list: [{ deep: 'inside' }], n: 3 };
  expect(passageOf({ kind: 'tool-started', tool: 't' as never, name: 'Bash', input })?.text).toBe('npm test\ninside');
  expect(passageOf({ kind: 'thinking', block: 'b', text: 'hm' })).toBeNull();
  expect(passageOf({ kind: 'text', block: 'b', text: ' \n' })).toBeNull();
  expect(shortWords('한국어 ok 漢字')).toBe('한 한국 국 국어 어 漢 漢字 字');
});
