import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * The repository as data, read once and handed to every check. Checks are pure: they take a tree and return sentences,
 * so a test plants a violation by making up a file. Nothing here knows what is right or wrong.
 */
export interface SourceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface SourceTree {
  readonly files: readonly SourceFile[];
}

/** A check: sentences about what is wrong, each beginning with the path it is about; none when all is well. */
export type Check = (tree: SourceTree) => string[];

const SKIPPED_FOLDERS = new Set([
  'node_modules',
  'dist',
  'dist.new',
  'dist.old',
  '.git',
  '.data',
  'fixtures',
  'test-results',
  'screenshots',
]);
const READ =
  /\.(ts|tsx|mts|mjs|cjs|js|json|css|md|sh|ps1|html|txt|toml)$|(^|\/)(LICENSE|run|\.npmrc|\.gitignore|\.env\.example)$/;

export function readSourceTree(root: string): SourceTree {
  const files = listFiles(root)
    .map((path) => relative(root, path).split(sep).join('/'))
    .filter((path) => READ.test(path))
    .sort();
  return { files: files.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })) };
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : listFiles(path);
    return entry.isFile() ? [path] : [];
  });
}

/** Code of ours: not generated, not configuration of tools. */
export function codeFiles(tree: SourceTree): SourceFile[] {
  return tree.files.filter((file) => /\.(ts|tsx|mjs|cjs|js)$/.test(file.path));
}

export function textOf(tree: SourceTree, path: string): string | null {
  return tree.files.find((file) => file.path === path)?.text ?? null;
}
