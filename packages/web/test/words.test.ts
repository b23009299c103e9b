import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../src/i18n/catalogue.ts';
import { en as enLater } from '../src/i18n/en.ts';
import { enFirst } from '../src/i18n/en-first.ts';
import { ko as koLater } from '../src/i18n/ko.ts';
import { koFirst } from '../src/i18n/ko-first.ts';
import { pickLanguage, speak, wordsOf } from '../src/i18n/language.tsx';

const en: Catalogue = { ...enFirst, ...enLater };
const ko: Catalogue = { ...koFirst, ...koLater };
const SRC = join(import.meta.dirname, '../src');
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
const keys = Object.keys(en) as (keyof typeof en)[];
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('[W1] words in every language', () => {
  test('[W1] both catalogues have the same keys and the same placeholders, and none is empty', () => {
    expect(Object.keys(ko).sort()).toEqual([...keys].sort());
    for (const key of keys) {
      expect(placeholders(ko[key]), key).toEqual(placeholders(en[key]));
      expect(ko[key].trim(), key).not.toBe('');
    }
  });

  test('[W1] every key is used somewhere, directly or as a family such as mode.*', () => {
    const code = sources
      .filter((file) => !/i18n[\\/](en|ko)(-\w+)?\.ts$/.test(file))
      .map((file) => readFileSync(join(SRC, file), 'utf8'))
      .join('\n');
    const families = [...code.matchAll(/`([a-z]+)\.\$\{/g)].map((match) => `${match[1]}.`);
    const unused = keys.filter((key) => !code.includes(`'${key}'`) && !families.some((one) => key.startsWith(one)));
    expect(unused).toEqual([]);
  });

  test('[W1] no JSX holds words of its own', () => {
    expect(sources.filter((file) => file.endsWith('.tsx')).flatMap((file) => hardCoded(file))).toEqual([]);
  });

  test('[W2] the remembered language wins, then the browser, then English', () => {
    expect(pickLanguage('ko', ['en-GB'])).toBe('ko');
    expect(pickLanguage('xx', ['fr-FR', 'ko-KR', 'en'])).toBe('ko');
    expect(pickLanguage(null, ['fr-FR'])).toBe('en');
  });

  test('[W60] the words of the first screen are there at once; a screen with others waits for them', async () => {
    expect(Object.keys(enFirst).filter((key) => key in enLater)).toEqual([]);
    const spoken = await speak('ko');
    expect(wordsOf(spoken).t('place.inbox')).toBe(koFirst['place.inbox']);
    const waiting = thrownBy(() => wordsOf(spoken).t('compose.send'));
    expect(waiting).toBeInstanceOf(Promise);
    await waiting;
    expect(wordsOf(spoken).t('compose.send')).toBe(koLater['compose.send']);
  });

  test('a placeholder without a value stays visible', () => {
    const { t } = wordsOf({ language: 'en', catalogue: en, complete: async () => {} });
    expect(t('sent.delivered', { machine: 'atlas' })).toBe('On atlas');
    expect(t('sent.delivered')).toBe('On {machine}');
  });
});

function thrownBy(act: () => unknown): unknown {
  try {
    return act();
  } catch (thrown) {
    return thrown;
  }
}

const WORDY = ['aria-label', 'title', 'placeholder', 'alt', 'label'];

/** Text between tags and in attributes that people read, when it holds two letters or more in a row. */
function hardCoded(file: string): string[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}{2}/u.test(node.text)) found.push(`${file}: ${node.text.trim()}`);
    if (ts.isJsxAttribute(node) && WORDY.includes(node.name.getText(tree)))
      if (node.initializer && ts.isStringLiteral(node.initializer) && /\p{L}{2}/u.test(node.initializer.text))
        found.push(`${file}: ${node.getText(tree)}`);
    ts.forEachChild(node, look);
  };
  look(tree);
  return found;
}
