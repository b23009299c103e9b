import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type FirstLoad, firstLoad } from '../../testkit/src/first-load.ts';
import { en } from '../src/i18n/en.ts';
import { enFirst } from '../src/i18n/en-first.ts';
import { ko } from '../src/i18n/ko.ts';
import { koFirst } from '../src/i18n/ko-first.ts';

const MOST_KB = 110;
let webRoot: string;
let loaded: FirstLoad;
beforeAll(async () => {
  vi.stubEnv('NODE_ENV', 'production'); // the test runner's own would bundle React for development
  webRoot = await mkdtemp(join(tmpdir(), 'claude-remote-first-load-'));
  await build({
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'silent',
    mode: 'production',
    build: { outDir: webRoot, emptyOutDir: true },
  });
  loaded = firstLoad(webRoot);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(webRoot, { recursive: true, force: true });
});

test('[W61] the first screen loads at most 110 KB of JS and CSS, gzipped', () => {
  expect(loaded.bytes / 1000).toBeLessThanOrEqual(MOST_KB);
});

test('[W61] it takes few files, all asked for at once, with the first words of each language and no more of them', () => {
  expect(loaded.files.length).toBeLessThanOrEqual(5);
  const text = loaded.files.map((file) => readFileSync(join(webRoot, file), 'utf8')).join('\n');
  for (const words of [enFirst, koFirst]) expect(text).toContain(words['auth.noHubHint']);
  for (const words of [en, ko]) expect(text).not.toContain(words['signOut.removes']);
});
