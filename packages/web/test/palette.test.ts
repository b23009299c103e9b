import { describe, expect, test } from 'vitest';
import { askedBy, type Entry, firstChoice, isNamed, partsOf, type Section } from '../src/palette/entries.ts';

function entry(section: Section, name: string, about = ''): Entry {
  return { key: `${section} ${name}`, section, mark: null, name, about, act: () => {} };
}

describe('[W120] the palette', () => {
  test('[W120] reads a sign before the words: deeds, an event or a day, else everything', () => {
    expect(askedBy(' Parser  rewrite ')).toEqual({ is: 'all', words: ['parser', 'rewrite'] });
    expect(askedBy('>Plan')).toEqual({ is: 'do', words: ['plan'] });
    expect(askedBy('/comp')).toEqual({ is: 'commands', words: ['comp'] });
    expect(askedBy('@src/a').is).toBe('files');
    expect(askedBy('# 412')).toEqual({ is: 'event', words: ['412'] });
    expect(askedBy('a > b').is).toBe('all');
  });

  test('[W120] finds by each word, in the name, the place or the keys', () => {
    expect(isNamed(entry('sessions', 'Parser rewrite', 'tidepool · linden'), ['rew', 'linden'])).toBe(true);
    expect(isNamed(entry('sessions', 'Parser rewrite', 'tidepool'), ['rew', 'atlas'])).toBe(false);
    expect(isNamed({ ...entry('do', 'Inbox'), keys: 'g i' }, ['g', 'i'])).toBe(true);
  });

  test('[W120] Enter takes what is looked at before what is done, and what was said only when nothing else is left', () => {
    const [needs, session, said, stop] = [
      entry('needs', 'a'),
      entry('sessions', 'b'),
      entry('said', 'c'),
      entry('do', 'Stop'),
    ];
    expect(firstChoice([needs, session, said, stop])).toBe(needs);
    expect(firstChoice([session, said, stop])).toBe(session);
    expect(firstChoice([said, stop])).toBe(stop);
    expect(firstChoice([said])).toBe(said);
    expect(firstChoice([])).toBeNull();
  });

  test('[W120] tells what was typed apart in a name, and leaves names whose small letters are longer alone', () => {
    expect(partsOf('Compare two', ['par', 'two'])).toEqual([
      { text: 'Com', hit: false },
      { text: 'par', hit: true },
      { text: 'e ', hit: false },
      { text: 'two', hit: true },
    ]);
    expect(partsOf('파서 다시 쓰기', ['다시'])[1]).toEqual({ text: '다시', hit: true });
    expect(partsOf('İstanbul', ['bul'])).toEqual([{ text: 'İstanbul', hit: false }]);
  });
});
