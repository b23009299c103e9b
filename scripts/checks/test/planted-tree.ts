import type { SourceTree } from '../source-tree.ts';

/** A made-up repository: tests plant a violation in it. */
export function plantedTree(files: Readonly<Record<string, string>>): SourceTree {
  return { files: Object.entries(files).map(([path, text]) => ({ path, text })) };
}
