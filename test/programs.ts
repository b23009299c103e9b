import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import type { TestProject } from 'vitest/node';

/**
 * Before the tests of the whole: the product is built if a source changed since, and the programs with crash points are
 * bundled the same way, into a directory of their own that goes away afterwards.
 */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const GROUPS: readonly Readonly<Record<string, string>>[] = [
  { hub: 'packages/testkit/src/crash/hub-main.ts' },
  { runner: 'packages/testkit/src/crash/runner-main.ts' },
  { holder: 'packages/holder/src/main.ts' },
  { 'storage-worker': 'packages/hub/src/storage/sqlite/worker.ts' },
  { 'search-worker': 'packages/hub/src/search/worker.ts' },
];
const EXTERNAL = /^(better-sqlite3|@node-rs\/argon2|pino|@anthropic-ai\/claude-agent-sdk)($|\/)/;

declare module 'vitest' {
  interface ProvidedContext {
    /** Directory of the bundled crash programs. */
    crashPrograms: string;
  }
}

export async function setup(project: TestProject): Promise<() => void> {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts', '--if-stale'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  // Inside node_modules, so that the packages that stay outside the bundles are found.
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, 'crash-programs-'));
  for (const entry of GROUPS) await bundle(entry, outDir);
  project.provide('crashPrograms', outDir);
  return () => rmSync(outDir, { recursive: true, force: true });
}

async function bundle(entry: Readonly<Record<string, string>>, outDir: string): Promise<void> {
  await build({
    config: false,
    tsconfig: false,
    cwd: ROOT,
    entry: { ...entry },
    outDir,
    clean: false,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    fixedExtension: false,
    dts: false,
    logLevel: 'error',
    report: false,
    deps: {
      neverBundle: (id: string) => EXTERNAL.test(id),
      alwaysBundle: (id: string) => !EXTERNAL.test(id),
      onlyBundle: false,
    },
  });
}
