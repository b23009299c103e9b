import { describe, expect, test } from 'vitest';
import { foldLongLines, inert, inkOf, LONG_LINE_CHARS, plainLine } from '../src/transcript/inert-text.ts';
import { decodeNamedCharacterReference } from '../src/transcript/named-characters.ts';

describe('[W3] hostile text is inert', () => {
  test('[W3] characters that turn or hide text become their names', () => {
    expect(inert('a\u202Eb')).toBe('a⟨U+202E⟩b');
    expect(inert('pay\u200Bpal\uFEFF')).toBe('pay⟨U+200B⟩pal⟨U+FEFF⟩');
    expect(inert('\u2066x\u2069\u061C')).toBe('⟨U+2066⟩x⟨U+2069⟩⟨U+061C⟩');
    expect(inert('tag\u{E0041}')).toBe('tag⟨U+E0041⟩');
    expect(inert('bell\u0007 nul\u0000')).toBe('bell⟨U+0007⟩ nul⟨U+0000⟩');
  });

  test('[W3] ordinary text of any script, tabs, line ends and emoji stay as they are', () => {
    const text = 'äöü 한국어 עברית\tx\ny 👩‍💻 👨‍👩‍👧 ✈️';
    expect(inert(text)).toBe(text);
    expect(inert('a\r\nb\rc')).toBe('a\nb\nc');
    expect(inert('a\u200Db')).toBe('a⟨U+200D⟩b');
  });

  test('[W3] a terminal colours in five inks; every other escape is dropped', () => {
    expect(inkOf('\u001B[31mred\u001B[0m plain \u001B[1;32mok')).toEqual([
      { text: 'red', ink: 'risk' },
      { text: ' plain ', ink: null },
      { text: 'ok', ink: 'ok' },
    ]);
    expect(inkOf('\u001B[2J\u001B[10;4Hx\u001B]8;;http://evil\u0007link\u001B]8;;\u0007')).toEqual([
      { text: 'xlink', ink: null },
    ]);
    expect(inkOf('\u001B[38;5;196mx')).toEqual([{ text: 'x', ink: null }]);
    expect(inkOf('\u001B')).toEqual([]);
  });

  test('[W3] a line of a million characters is folded', () => {
    const folded = foldLongLines(`short\n${'x'.repeat(1_000_000)}\nend`);
    expect(folded.hidden).toBe(1_000_000 - LONG_LINE_CHARS);
    expect(folded.text.length).toBeLessThan(LONG_LINE_CHARS + 20);
    expect(foldLongLines('short')).toEqual({ text: 'short', hidden: 0 });
  });

  test('a line of Markdown reads as plain words in lists', () => {
    expect(plainLine('## `cursor.save` runs **before** it')).toBe('cursor.save runs before it');
    expect(plainLine('2 * 3 * 4')).toBe('2 * 3 * 4');
  });
});

test('[W90] names of characters are decoded by a list of ours, and others stay as they were written', () => {
  const names = ['amp', 'lt', 'nbsp', 'rarr', 'ouml', 'bsol', 'grave'];
  expect(names.map(decodeNamedCharacterReference)).toEqual(['&', '<', '\u00A0', '→', 'ö', '\\', '`']);
  for (const name of ['rlm', 'ZeroWidthSpace', 'constructor', '', 'nosuch'])
    expect(decodeNamedCharacterReference(name)).toBe(false);
});
