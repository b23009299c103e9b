import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { DEVICE_WORDS } from '../src/devices/words.ts';
import type { Catalogue } from '../src/i18n/catalogue.ts';
import { en as enLater } from '../src/i18n/en.ts';
import { enFirst } from '../src/i18n/en-first.ts';
import { ko as koLater } from '../src/i18n/ko.ts';
import { koFirst } from '../src/i18n/ko-first.ts';
import { pickLanguage, speak, wordsOf } from '../src/i18n/language.tsx';
import { USAGE_WORDS } from '../src/usage/words.ts';

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

  test('[W84] no text for people is written in code, neither between tags nor in attributes nor in their expressions', () => {
    const read = (file: string) => hardCoded(file, readFileSync(join(SRC, file), 'utf8'));
    expect(sources.filter((file) => file.endsWith('.tsx')).flatMap(read)).toEqual([]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code that is read
    const spoilt = '<p title={a ? "Wrong" : null} alt={`${n} files`}>{b || "Also"} {c && <b>Words</b>} {t("key")}</p>;';
    expect(hardCoded('x', spoilt).map((found) => found.slice(3))).toEqual(['Wrong', ' files', 'Also', 'Words']);
  });

  test('[W83] a screen that brings its own words has them in every language, with the same placeholders', () => {
    const own = { ...USAGE_WORDS.en, ...DEVICE_WORDS.en };
    const theirs: Readonly<Record<string, string>> = { ...USAGE_WORDS.ko, ...DEVICE_WORDS.ko };
    expect(Object.keys(theirs).sort()).toEqual(Object.keys(own).sort());
    for (const [key, text] of Object.entries(own)) {
      expect(placeholders(theirs[key] ?? ''), key).toEqual(placeholders(text));
      expect(theirs[key]?.trim(), key).not.toBe('');
    }
  });

  test('[W85] styles know start and end, never left and right', () => {
    const sided =
      /(?:^|[\s;{])(?:(?:margin|padding|border|inset)-)?(?:left|right)\s*:|text-align:\s*(?:left|right)|-(?:left|right)-radius/m;
    const styles = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'));
    expect(styles.length).toBeGreaterThan(10);
    expect(styles.filter((file) => sided.test(readFileSync(join(SRC, file), 'utf8')))).toEqual([]);
    for (const spoilt of ['a { margin-left: 1px }', 'a { left: 0 }', 'a{text-align:right}'])
      expect(sided.test(spoilt), spoilt).toBe(true);
  });

  test('[W2] the remembered language wins, then the browser, then English', () => {
    expect(pickLanguage('ko', ['en-GB'])).toBe('ko');
    expect(pickLanguage('xx', ['fr-FR', 'ko-KR', 'en'])).toBe('ko');
    expect(pickLanguage(null, ['fr-FR'])).toBe('en');
  });

  test('[W60] the words of the first screen are there at once; a screen with others waits for them', async () => {
    expect(Object.keys(enFirst).filter((key) => key in enLater)).toEqual([]);
    const spoken = speak('ko');
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
function hardCoded(file: string, text: string): string[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    for (const text of textsOf(node, tree)) found.push(`${file}: ${text}`);
    ts.forEachChild(node, look);
  };
  look(tree);
  return found;
}

function textsOf(node: ts.Node, tree: ts.SourceFile): string[] {
  if (ts.isJsxText(node)) return /\p{L}{2}/u.test(node.text) ? [node.text.trim()] : [];
  if (ts.isJsxAttribute(node))
    return WORDY.includes(node.name.getText(tree)) && node.initializer ? shownBy(node.initializer) : [];
  const between = ts.isJsxExpression(node) && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent));
  return between ? shownBy(node) : [];
}

/** Words that an expression puts on the screen as they stand: branches, alternatives and the fixed parts of templates. */
function shownBy(node: ts.Node): string[] {
  const wordy = (text: string) => (/\p{L}{2}/u.test(text) ? [text] : []);
  if (ts.isJsxExpression(node)) return node.expression ? shownBy(node.expression) : [];
  if (ts.isParenthesizedExpression(node)) return shownBy(node.expression);
  if (ts.isStringLiteralLike(node)) return wordy(node.text);
  if (ts.isTemplateExpression(node))
    return [node.head, ...node.templateSpans.map(({ literal }) => literal)].flatMap(({ text }) => wordy(text));
  if (ts.isConditionalExpression(node)) return [...shownBy(node.whenTrue), ...shownBy(node.whenFalse)];
  if (ts.isBinaryExpression(node) && JOINS.includes(node.operatorToken.kind))
    return [...shownBy(node.left), ...shownBy(node.right)];
  return [];
}

const JOINS = [
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.PlusToken,
];
