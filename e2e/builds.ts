import {
  cpSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../packages/testkit/src/temporary.ts';

const ROOT = join(import.meta.dirname, '..');

/** The built product in a place of its own, where the page can be replaced while the hub runs. */
export function ownBuild(): { readonly root: string; readonly page: string; remove(): void } {
  const { path: root, remove } = temporaryDirectory('build');
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(ROOT, part), join(root, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  const page = join(root, 'dist/web');
  renameSync(page, `${page}-0`);
  symlinkSync(`${page}-0`, page);
  return { root, page, remove };
}

/**
 * Makes the next build out of this one: the same page under new names, as after any change; the old names are gone.
 * In one step, as builds are published: a page that loads right now meets the one or the other, never half of each.
 */
export function replaceBuild(page: string): void {
  const old = realpathSync(page);
  const next = old.replace(/\d+$/, (count) => String(Number(count) + 1));
  cpSync(old, next, { recursive: true });
  renameParts(next);
  symlinkSync(next, `${page}.link`);
  renameSync(`${page}.link`, page);
  rmSync(old, { recursive: true });
}

function renameParts(page: string): void {
  const assets = join(page, 'assets');
  for (const name of [...readdirSync(page), ...readdirSync(assets).map((asset) => `assets/${asset}`)])
    if (/\.(br|gz)$/.test(name)) rmSync(join(page, name));
  const names = readdirSync(assets).map((name) => [name, name.replace(/(\.\w+)$/, '-next$1')] as const);
  const texts = ['index.html', 'worker.js', ...names.map(([name]) => `assets/${name}`)];
  for (const path of texts.filter((path) => /\.(html|js|css)$/.test(path))) {
    let text = readFileSync(join(page, path), 'utf8');
    for (const [name, next] of names) text = text.replaceAll(name, next);
    writeFileSync(join(page, path), text);
  }
  for (const [name, next] of names) renameSync(join(assets, name), join(assets, next));
}
