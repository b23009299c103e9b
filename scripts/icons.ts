/**
 * `node --import tsx scripts/icons.ts`: draws the page's PNG icons anew from packages/web/public/icon.svg, with Debian's
 * Chromium. Run it after the sign was changed; the same Chromium draws the same bytes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages/web/public');
const sign = readFileSync(join(folder, 'icon.svg'), 'utf8');
const ground = /<rect width="40" height="40" rx="7" fill="(#\w+)"\/>/;
const colour = ground.exec(sign)?.[1];
if (colour === undefined) throw new Error('icon.svg no longer begins with its rounded ground');

interface Icon {
  readonly name: string;
  readonly size: number;
  readonly svg: string;
}

const bars = sign.replace(ground, '').replace(/<svg[^>]*>|<\/svg>/g, '');

/** The system cuts the corners of these itself, so they reach the edge; `scale` keeps the sign within what stays. */
function edgeToEdge(scale: number): string {
  const shift = 20 * (1 - scale);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="${colour}"/><g transform="translate(${shift} ${shift}) scale(${scale})">${bars}</g></svg>`;
}

/** A notification's small sign: the system takes only its shape. */
const BADGE = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="6 6 28 28">${bars.replaceAll(/fill="#\w+"/g, 'fill="#fff"')}</svg>`;

const ICONS: readonly Icon[] = [
  { name: 'icon-192.png', size: 192, svg: sign },
  { name: 'icon-512.png', size: 512, svg: sign },
  { name: 'icon-180.png', size: 180, svg: edgeToEdge(1) },
  // A maskable icon may lose everything outside a circle of 80 %.
  { name: 'icon-mask-512.png', size: 512, svg: edgeToEdge(0.8) },
  { name: 'badge-96.png', size: 96, svg: BADGE },
];

async function draw(page: Page, { size, svg }: Icon): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  return page.screenshot({ omitBackground: true });
}

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ deviceScaleFactor: 1 });
  for (const icon of ICONS) writeFileSync(join(folder, icon.name), await draw(page, icon));
} finally {
  await browser.close();
}
