import { describe, expect, test } from 'vitest';
import { completionAt, keyMeaning } from '../src/dock/composer-keys.ts';
import { promptHistory, recalled } from '../src/dock/prompt-history.ts';
import { MAX_FILES, MAX_FILES_BYTES, troubleWith } from '../src/dock/read-file.ts';
import { enFirst } from '../src/i18n/en-first.ts';
import { wordsOf } from '../src/i18n/language.tsx';
import { age, cost, duration, moment, stopwatch, tokens, when } from '../src/i18n/measures.ts';
import { setupCodeOf } from '../src/state/account.ts';
import { createDrafts } from '../src/state/drafts.ts';
import { groupByMachine, matches, openRequests } from '../src/state/summaries.ts';
import { cutAtHits } from '../src/tray/permission-subject.ts';
import { answersOf, EMPTY_CHOICE, isAnswered, pick, pickOther } from '../src/tray/question-choices.ts';
import { inOrder } from '../src/tray/request-order.ts';
import { fixtureSession, makeFixtures } from './fixtures.ts';
import { memoryStorage } from './memory-storage.ts';

const KEY = { key: 'Enter', shift: false, control: false, composing: false, touch: false };

describe('[W8] keys of the composer', () => {
  test('[W8] Enter sends on a desktop and breaks the line on touch; Shift breaks everywhere', () => {
    expect(keyMeaning(KEY)).toBe('send');
    expect(keyMeaning({ ...KEY, touch: true })).toBeNull();
    expect(keyMeaning({ ...KEY, shift: true })).toBeNull();
    expect(keyMeaning({ ...KEY, control: true, touch: true })).toBe('send-now');
  });
  test('[W8] no key is ours while an input method composes', () => {
    expect(keyMeaning({ ...KEY, composing: true })).toBeNull();
    expect(keyMeaning({ ...KEY, composing: true, control: true })).toBeNull();
  });
  test('completion is about a slash at the beginning or an at-sign at a word', () => {
    expect(completionAt('/co', 3)).toEqual({ sign: '/', typed: 'co', from: 0 });
    expect(completionAt('see @src/a', 10)).toEqual({ sign: '@', typed: 'src/a', from: 4 });
    expect(completionAt('mail a@b', 8)).toBeNull();
    expect(completionAt('a /co', 5)).toBeNull();
  });
});

describe('numbers as people read them', () => {
  const { t } = wordsOf({ language: 'en', catalogue: enFirst, complete: async () => {} });
  test('ages, durations, clocks, costs and tokens', () => {
    expect([age(t, 9_400), age(t, 130_000), age(t, 7_300_000), age(t, -5)]).toEqual(['9 s', '2 min', '2 h', '0 s']);
    expect([duration(t, 4_000), duration(t, 151_000), duration(t, 3_900_000)]).toEqual([
      '4 s',
      '2 min 31 s',
      '1 h 5 min',
    ]);
    expect([stopwatch(8_000), stopwatch(124_000), stopwatch(3_723_000)]).toEqual(['0:08', '2:04', '1:02:03']);
    expect([0.18, 0, 0.0012, 0.00001].map(cost)).toEqual(['$0.18', '$0.00', '$0.0012', '<$0.0001']);
    expect([412, 3_100, 96_400, 999_600, 1_204_000].map(tokens)).toEqual(['412', '3.1k', '96k', '1M', '1.2M']);
  });
  test('today and over midnight it is a time, this week a day, before that a date', () => {
    const now = new Date(2026, 10, 21, 14, 6).getTime();
    expect(when('en', now - 60_000, now)).toBe('14:05');
    const [before, after] = [new Date(2026, 10, 20, 23, 51).getTime(), new Date(2026, 10, 21, 0, 13).getTime()];
    expect(when('en', before, after)).toBe('23:51');
    expect(moment('en', before, after)).toBe('Fri 23:51');
    expect([when('en', after, before), moment('en', after, before)]).toEqual(['Sat', 'Sat 00:13']);
    expect(when('en', now - 2 * 86_400_000, now)).toBe('Thu');
    expect(when('en', now - 30 * 86_400_000, now)).toBe('Oct 22');
  });
});

describe('[W9] requests', () => {
  const now = Date.UTC(2026, 10, 21, 14, 0);
  const { sessions, machines } = makeFixtures(now);
  test('[W9] dangerous ones come first, then the oldest', () => {
    const order = inOrder(openRequests(sessions)).map((one) => one.session.title);
    expect(order).toEqual(['Journal cleanup', 'Weekly report', 'Parser rewrite', 'Queue storage', 'Export format']);
  });
  test('[W9] permissions merge only when the same rule would allow them and none is dangerous', () => {
    const parser = sessions.find((one) => one.title === 'Parser rewrite');
    const cleanup = sessions.find((one) => one.title === 'Journal cleanup');
    if (!parser || !cleanup) throw new Error('fixtures changed');
    const [edit] = parser.requests;
    const [danger] = cleanup.requests;
    if (!edit || !danger) throw new Error('fixtures changed');
    expect(openRequests([{ ...parser, requests: [edit, edit] }])).toHaveLength(1);
    expect(openRequests([{ ...cleanup, requests: [danger, danger] }])).toHaveLength(2);
  });
  test('every part a danger is about is marked, the longest first', () => {
    expect(cutAtHits('rm -rf a; rm b', ['rm', 'rm -rf'])).toEqual([
      { text: 'rm -rf', hit: true },
      { text: ' a; ', hit: false },
      { text: 'rm', hit: true },
      { text: ' b', hit: false },
    ]);
    expect(cutAtHits('x', [''])).toEqual([{ text: 'x', hit: false }]);
  });
  test('sessions stand by machine: waiting, working, then newest; an away machine keeps its place', () => {
    const groups = groupByMachine(sessions, machines);
    expect(groups.map((group) => group.machine.name)).toEqual(['atlas', 'linden', 'quarry']);
    expect(groups[0]?.sessions.at(-1)?.title).toBe('Resume after any gap');
    const first = sessions.find((one) => one.id === fixtureSession(1));
    expect(first && matches(first, 'RESUME orchard')).toBe(true);
    expect(first && matches(first, 'resume tidepool')).toBe(false);
  });
  test('questions: one or any number, or own words', () => {
    const one = pick(pick(EMPTY_CHOICE, 'a', false), 'b', false);
    expect(one.labels).toEqual(['b']);
    const many = pickOther(pick(pick(EMPTY_CHOICE, 'a', true), 'b', true), ' mine ', true);
    expect(isAnswered(pickOther(EMPTY_CHOICE, '  ', false))).toBe(false);
    const q = (question: string, multiSelect: boolean) => ({ question, header: '', multiSelect, options: [] });
    expect(answersOf([q('1', false), q('2', true)], [one, many])).toEqual({ '1': 'b', '2': ['a', 'b', 'mine'] });
  });
});

describe('[W10] what stays on the device', () => {
  test('[W10] drafts survive per session and go at sign-out', () => {
    const storage = memoryStorage();
    const drafts = createDrafts(storage);
    const [a, b] = [fixtureSession(1), fixtureSession(2)];
    drafts.write(a, 'one');
    drafts.write(b, 'two');
    drafts.write(b, '');
    storage.setItem('language', 'ko');
    expect([createDrafts(storage).read(a), drafts.read(b)]).toEqual(['one', '']);
    drafts.forgetAll();
    expect([drafts.read(a), storage.getItem('language')]).toEqual(['', 'ko']);
  });
  test('[W11] the setup code comes from the fragment of its own link only', () => {
    expect(setupCodeOf({ pathname: '/setup', hash: '#abc' })).toBe('abc');
    expect(setupCodeOf({ pathname: '/setup', hash: '' })).toBeNull();
    expect(setupCodeOf({ pathname: '/inbox', hash: '#abc' })).toBeNull();
  });
});

describe('[W21] prompts from before', () => {
  test('[W21] arrows recall only where nothing was written', () => {
    const history = ['new', 'old'];
    expect([recalled(history, '', 'ArrowUp'), recalled(history, 'new', 'ArrowUp')]).toEqual(['new', 'old']);
    expect([recalled(history, 'old', 'ArrowUp'), recalled(history, 'mine', 'ArrowUp')]).toEqual([null, null]);
    expect([recalled(history, 'old', 'ArrowDown'), recalled(history, 'new', 'ArrowDown')]).toEqual(['new', '']);
    expect([recalled(history, '', 'ArrowDown'), recalled(history, '', 'a')]).toEqual([null, null]);
  });
  test('[W21] the newest stands first, once, and all go with the drafts', () => {
    const storage = memoryStorage();
    const history = promptHistory(storage);
    for (const prompt of ['a', 'b', 'a', ' ', 'x'.repeat(5_000)]) history.add(prompt);
    expect(history.read()).toEqual(['a', 'b']);
    createDrafts(storage).forgetAll();
    expect(history.read()).toEqual([]);
  });
});

describe('[W20] files of a prompt', () => {
  const file = (bytes: number) => ({
    name: 'a',
    mediaType: 'text/plain',
    data: 'A'.repeat(Math.ceil((bytes * 4) / 3)),
  });
  test('[W20] they fit together or not at all', () => {
    const half = file(MAX_FILES_BYTES / 2);
    expect(troubleWith([half], half)).toBeNull();
    expect(troubleWith([half, file(8)], half)).toBe('tooLarge');
    expect(troubleWith([], 'badType')).toBe('badType');
    const full = Array.from({ length: MAX_FILES }, () => file(1));
    expect(troubleWith(full, file(1))).toBe('tooMany');
    expect(troubleWith(full.slice(1), file(1))).toBeNull();
  });
});
