import { type SourceTree, textOf } from './source-tree.ts';

interface Lock {
  packages?: Record<string, { resolved?: string; integrity?: string; link?: boolean; inBundle?: boolean }>;
}

/**
 * The lock file names no registry (so that each person's own is used) and gives every package a hash (so that it does not
 * matter which registry answers).
 */
export function checkLockFile(tree: SourceTree): string[] {
  const text = textOf(tree, 'package-lock.json');
  if (text === null) return ['package-lock.json is missing'];
  const { packages = {} } = JSON.parse(text) as Lock; // npm's own format; absent fields are handled
  return Object.entries(packages).flatMap(([name, entry]) => {
    if (!name.startsWith('node_modules/') && !name.includes('/node_modules/')) return [];
    if (entry.link) return [];
    const found: string[] = [];
    if (entry.resolved) found.push(`package-lock.json: ${name} has an address (${entry.resolved}); see .npmrc`);
    if (!entry.integrity && !entry.inBundle) found.push(`package-lock.json: ${name} has no integrity hash`);
    return found;
  });
}
