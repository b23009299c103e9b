import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContextOptions } from 'playwright-core';
import { startScriptedModel } from '../../packages/scripted-model/src/index.ts';
import { startBrowser } from '../../packages/testkit/src/browser.ts';
import { startProduct } from '../../packages/testkit/src/product.ts';
import { signIn, take } from './picture.ts';
import { SCREENS } from './screens.ts';
import { beginSessions } from './sessions.ts';
import { story, writeProject } from './story.ts';

/**
 * `npm run look`: every screen of the built product, as pictures to be looked at: three sizes, light and dark, two
 * languages, with the real Claude Code at work. `npm run look -- --help` names the choices.
 */
const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desktop: { width: 1440, height: 900 },
} as const;

const HELP = `npm run look [-- --out DIR] [--size phone|tablet|desktop] [--scheme light|dark] [--locale en|ko] [--only SCREEN]
Writes <screen>-<size>-<scheme>-<locale>.png; without a choice all of them. Build first: npm run build.
Screens: ${Object.keys(SCREENS).join(', ')}`;

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'dist/look' },
    size: { type: 'string', multiple: true },
    scheme: { type: 'string', multiple: true },
    locale: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    help: { type: 'boolean' },
  },
});

if (values.help) console.log(HELP);
else await look();

async function look(): Promise<void> {
  const screens = Object.entries(SCREENS).filter(([name]) => wanted(values.only, name));
  mkdirSync(values.out, { recursive: true });
  const model = await startScriptedModel({ script: story });
  const product = await startProduct({ modelUrl: model.url, root: join(import.meta.dirname, '../..') });
  const browser = await startBrowser({ trust: product.certificate });
  try {
    writeProject(product.workspace);
    const sessions = await beginSessions(product);
    for (const device of devices()) {
      const context = await browser.newContext(contextOf(device));
      context.setDefaultTimeout(10_000);
      await signIn(context, product);
      const outside = await browser.newContext(contextOf(device));
      for (const [name, screen] of screens) {
        const path = join(values.out, `${name}-${device.size}-${device.scheme}-${device.locale}.png`);
        await take(screen.outside ? outside : context, screen, { url: product.url, sessions, path });
      }
      await context.close();
      await outside.close();
    }
  } finally {
    await browser.close();
    await product.stop();
    await model.close();
  }
}

interface Device {
  readonly size: keyof typeof SIZES;
  readonly scheme: 'light' | 'dark';
  readonly locale: 'en' | 'ko';
}

function devices(): Device[] {
  const sizes = (['phone', 'tablet', 'desktop'] as const).filter((size) => wanted(values.size, size));
  const schemes = (['light', 'dark'] as const).filter((scheme) => wanted(values.scheme, scheme));
  const locales = (['en', 'ko'] as const).filter((locale) => wanted(values.locale, locale));
  return sizes.flatMap((size) => schemes.flatMap((scheme) => locales.map((locale) => ({ size, scheme, locale }))));
}

function contextOf({ size, scheme, locale }: Device): BrowserContextOptions {
  return {
    viewport: SIZES[size],
    hasTouch: size !== 'desktop',
    isMobile: size !== 'desktop',
    colorScheme: scheme,
    locale: locale === 'ko' ? 'ko-KR' : 'en-US',
    reducedMotion: 'reduce',
  };
}

function wanted(chosen: readonly string[] | undefined, name: string): boolean {
  return chosen === undefined || chosen.includes(name);
}
