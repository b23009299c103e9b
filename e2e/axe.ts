import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** What axe finds of WCAG 2.2 AA on a page. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Each violation as `rule: element`; axe is evaluated by the driver, which the content security policy does not bind. */
export async function wcagViolations(page: Page, without: readonly string[] = []): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(
    async ([values, rules]) => {
      const { axe } = globalThis as unknown as {
        // what axe.min.js defines in the page
        axe: {
          run(
            root: Document,
            options: object,
          ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
        };
      };
      const found = await axe.run(document, {
        runOnly: { type: 'tag', values },
        rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])),
      });
      return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
      );
    },
    [WCAG, without] as const,
  );
}
