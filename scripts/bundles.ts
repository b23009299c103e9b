import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Names in dist/ and the sources they come from. Each group is bundled by itself, so that no program loads another's chunks. */
const GROUPS: readonly Readonly<Record<string, string>>[] = [
  { cli: 'packages/cli/src/main.ts' },
  { runner: 'packages/runner/src/main.ts' },
  { holder: 'packages/holder/src/main.ts' },
  { 'storage-worker': 'packages/hub/src/storage/sqlite/worker.ts' },
  { 'search-worker': 'packages/hub/src/search/worker.ts' },
];

export function bundles(root: string): Record<string, string>[] {
  const missing = GROUPS.flatMap((group) => Object.values(group)).filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0) throw new Error(`build: ${missing.join(', ')} is missing`);
  return GROUPS.map((group) => ({ ...group }));
}
