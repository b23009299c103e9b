import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '../src');

/** What may name a side of the screen, and why. */
const ALLOWED: readonly (readonly [RegExp, string])[] = [
  [/\.revdiff \.chosen$/, 'code and diffs stay left to right in every script'],
  [/\.found$/, 'shadows have no logical sides; a second one mirrors the first where the script does'],
];

interface Declaration {
  readonly selector: string;
  readonly property: string;
  readonly value: string;
}

function declarationsOf(css: string): Declaration[] {
  const rules = css.replace(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{};]*)\{([^{}]*)\}/g);
  return [...rules].flatMap(([, selector = '', body = '']) =>
    body.split(';').flatMap((one) => {
      const [property = '', ...value] = one.split(':');
      return value.length === 0
        ? []
        : [{ selector: selector.trim(), property: property.trim(), value: value.join(':').trim() }];
    }),
  );
}

/** The values of a shorthand; what stands in brackets belongs together. */
function valuesOf(value: string): string[] {
  const values: string[] = [];
  let depth = 0;
  for (const part of value.split(/(?=[\s()])/)) {
    if (depth === 0 && /^\s/.test(part)) values.push('');
    if (part.startsWith('(')) depth += 1;
    if (part.startsWith(')')) depth -= 1;
    values.push((values.pop() ?? '') + part.trim());
  }
  return values.filter((one) => one !== '');
}

/** Whether it says left or right where it means the beginning or end of a line. */
function namesSide({ property, value }: Declaration): boolean {
  if (/(^|-)(left|right)(-|$)/.test(property)) return true;
  if (/^(text-align|float|clear)$/.test(property)) return /\b(left|right)\b/.test(value);
  const [first, second = first, third = first, fourth = second] = valuesOf(value);
  if (property === 'border-radius') return first !== second || third !== fourth;
  if (/^(margin|padding|inset|(scroll|border)-[a-z]+)$/.test(property)) return second !== fourth;
  if (property === 'box-shadow') return value.split(/,(?![^(]*\))/).some((one) => /^\s*(inset\s+)?-?[1-9.]/.test(one));
  return false;
}

test('[W140] styles name the beginning and the end of a line, not left and right', () => {
  const found = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.css'))
    .flatMap((file) =>
      declarationsOf(readFileSync(join(SOURCE, file), 'utf8'))
        .filter((one) => namesSide(one) && !ALLOWED.some(([selector]) => selector.test(one.selector)))
        .map(({ selector, property, value }) => `${file}: ${selector} { ${property}: ${value} }`),
    );
  expect(found).toEqual([]);
});
