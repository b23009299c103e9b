/**
 * `npm run build`: bundles the programs and the page into dist/. With `--if-stale`, only when a source changed since.
 * Native packages, pino (its workers find files at run time) and the Agent SDK (its licence) stay outside the bundles.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { compressAhead } from './build-compressed.ts';
import { bundles } from './bundles.ts';
import { readSourceTree, type SourceTree } from './checks/source-tree.ts';
import { runTool } from './checks/tool.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
/** Where a build grows, and where the one before it waits for its end: a build that fails or is broken off costs nothing. */
const draft = join(root, 'dist.new');
const old = join(root, 'dist.old');
const STAMP = '.stamp';

const EXTERNAL = ['better-sqlite3', '@node-rs/argon2', 'pino', '@anthropic-ai/claude-agent-sdk'];

/** Everything that the result depends on; a test or a document is not among it. */
function sourceHash(tree: SourceTree): string {
  const hash = createHash('sha256').update(process.versions.modules);
  for (const file of tree.files) {
    if (!/^(packages\/(?!testkit\/)[^/]+\/(?!test\/)|scripts\/b|package-lock\.json$|tsconfig\.json$)/.test(file.path))
      continue;
    if (file.path.endsWith('.md')) continue;
    hash.update(`${file.path}\0${file.text}\0`);
  }
  return hash.digest('hex');
}

async function bundlePrograms(): Promise<void> {
  for (const entry of bundles(root)) {
    await build({
      config: false,
      tsconfig: false,
      cwd: root,
      entry,
      outDir: draft,
      clean: false,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      fixedExtension: false,
      sourcemap: true,
      dts: false,
      logLevel: 'error',
      report: false,
      deps: {
        neverBundle: (id: string) => EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`)),
        alwaysBundle: (id: string) => !EXTERNAL.some((name) => id === name || id.startsWith(`${name}/`)),
        onlyBundle: false,
      },
    });
  }
}

async function buildPage(): Promise<void> {
  const { code, output } = await runTool(root, 'node_modules/vite/bin/vite.js', [
    'build',
    '--config',
    'packages/web/vite.config.ts',
    '--outDir',
    join(draft, 'web'),
    '--logLevel',
    'warn',
  ]);
  if (code !== 0) throw new Error(`vite build failed:\n${output}`);
  await compressAhead(join(draft, 'web'));
}

/** A hub that runs from here serves the old page or the new one, hardly ever none. */
function publish(): void {
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(draft, dist);
  rmSync(old, { recursive: true, force: true });
}

async function main(): Promise<void> {
  process.env.NODE_ENV = 'production'; // a test runner's own value would bundle React for development
  const hash = sourceHash(readSourceTree(root));
  const stamp = join(dist, STAMP);
  const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (process.argv.includes('--if-stale') && fresh) return;
  const begin = performance.now();
  process.stderr.write('Building claude-remote …\n');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  await Promise.all([bundlePrograms(), buildPage()]);
  writeFileSync(join(draft, STAMP), hash);
  publish();
  process.stderr.write(`Built in ${((performance.now() - begin) / 1000).toFixed(1)} s\n`);
}

await main();
