import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { speak, WordsProvider } from '../src/i18n/language.tsx';
import { isHeavy } from '../src/transcript/heavy-markdown.ts';
import { Markdown } from '../src/transcript/markdown.tsx';
import { splitBlocks } from '../src/transcript/split-blocks.ts';
import { memoryStorage } from './memory-storage.ts';

const english = speak('en');
await english.complete();

/** What nests, by how many levels: a text that the parser of Markdown takes as that deep, or reads that many times. */
const NESTS: Readonly<Record<string, (levels: number) => string>> = {
  quotes: (n) => `${'> '.repeat(n)}deep`,
  'quotes without spaces': (n) => `${'>'.repeat(n)}deep`,
  'lists on one line': (n) => `${'- '.repeat(n)}deep`,
  'numbered lists on one line': (n) => `${'1. '.repeat(n)}deep`,
  'quotes and lists': (n) => `${'> - '.repeat(n)}deep`,
  footnotes: (n) => `x[^a]\n${'[^a]: '.repeat(n)}deep`,
  'lists line by line': (n) => Array.from({ length: n }, (_, level) => `${'  '.repeat(level)}- x`).join('\n'),
  'lists line by line in a quote': (n) =>
    Array.from({ length: n }, (_, level) => `> ${'  '.repeat(level)}- x`).join('\n'),
  'emphasis in emphasis': (n) => `${'*a **b '.repeat(n)}x${' b** a*'.repeat(n)}`,
  'emphasis line by line': (n) => `${'*a\n'.repeat(n)}${'a*\n'.repeat(n)}`,
  'emphasis on lines that look like items': (n) => `x${'\n2. *a'.repeat(n)}${'\n2. a*'.repeat(n)}`,
  'emphasis behind a fence that is none': (n) => `\`\`\`a\`\n${'*a '.repeat(n)}${'a* '.repeat(n)}`,
  'emphasis behind a fence that its list ends': (n) => `- x\n  \`\`\`\n${'*a '.repeat(n)}${'a* '.repeat(n)}`,
  'emphasis by underscores': (n) => `${'(_a '.repeat(n)}${' a_)'.repeat(n)}`,
  'emphasis that never ends': (n) => '*a_ '.repeat(n),
  'one run of stars': (n) => `${'*'.repeat(n)}x${'*'.repeat(n)}`,
  'struck text': (n) => `${'~a '.repeat(n)}${' a~'.repeat(n)}`,
  pictures: (n) => `${'!['.repeat(n)}x${'](https://quiet.example)'.repeat(n)}`,
  brackets: (n) => `${'['.repeat(n)}x${'](u)'.repeat(n)}`,
};

function drawn(text: string): string {
  const page = { first: english, storage: memoryStorage(), children: createElement(Markdown, { text, open: false }) };
  return renderToStaticMarkup(createElement(WordsProvider, page));
}

/** The deepest text of its kind that is still read. */
function deepestRead(nest: (levels: number) => string): string {
  let read = 1;
  let heavy = 4000;
  while (heavy - read > 1) {
    const levels = Math.floor((read + heavy) / 2);
    if (isHeavy(nest(levels))) heavy = levels;
    else read = levels;
  }
  return nest(read);
}

describe('[W127] Markdown that would hold up the page', () => {
  test.each(Object.entries(NESTS))('[W127] %s: thousands of levels stand as they were written', (_, nest) => {
    const text = nest(4000);
    expect(drawn(text)).toMatch(/^<p class="plain">/);
    expect(drawn(text).length).toBeLessThan(text.length * 5);
  });

  test.each(Object.entries(NESTS))('[W127] %s: what is read fits on the stack', (_, nest) => {
    const html = drawn(deepestRead(nest));
    expect(html).not.toContain('class="plain"');
    expect(html).not.toBe('');
  });

  test('[W127] a block of more than fifty thousand characters stands as it was written', () => {
    expect(drawn('- **an** `item`\n'.repeat(4000))).toMatch(/^<p class="plain">/);
    expect(drawn('- **an** `item`\n'.repeat(3000))).toContain('<li><strong>an</strong>');
  });

  test('[W127] what people and models write is read', () => {
    const docs = join(import.meta.dirname, '../../../docs');
    for (const name of readdirSync(docs).filter((file) => file.endsWith('.md')))
      for (const block of splitBlocks(readFileSync(join(docs, name), 'utf8')))
        expect(isHeavy(block), `${name}: ${block.slice(0, 60)}`).toBe(false);
    for (const text of [
      `${'| **한 칸** | `snake_case_name` | a_b_c |\n'.repeat(200)}`,
      `${'1. **굵게**는 이렇게, [링크](https://quiet.example)와 함께\n'.repeat(200)}`,
      `\`\`\`python\n${'def f(*args, **kwargs): return **args, *x, _y\n'.repeat(800)}\`\`\`\n**after**`,
      `${'- [ ] **a** step of *many*\n'.repeat(1500)}`,
      `${'-'.repeat(400)}`,
      `${'* '.repeat(40)}`,
    ])
      expect(isHeavy(text), text.slice(0, 60)).toBe(false);
  });
});
