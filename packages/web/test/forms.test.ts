import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '../src');

test('[W126] each form posts, so that what is typed ends in no address where the page’s own code misses it', () => {
  const forms = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) =>
      [...readFileSync(join(SOURCE, file), 'utf8').matchAll(/<form\b\s*(\S*)/g)].map(
        ([, first]) => `${file}: ${first}`,
      ),
    );
  expect(forms.length).toBeGreaterThan(10);
  expect(forms.filter((one) => !/: method="post">?$/.test(one))).toEqual([]);
});
