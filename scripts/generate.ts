/** `npm run generate`: writes what is derived from other files anew. `npm run check` fails when it was forgotten. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withTable } from './checks/architecture-table.ts';
import { dependencyLists } from './checks/dependency-lists.ts';
import { readSourceTree } from './checks/source-tree.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tree = readSourceTree(root);
const architecture = join(root, 'ARCHITECTURE.md');

for (const list of dependencyLists(tree)) writeFileSync(join(root, list.path), list.text);
writeFileSync(architecture, withTable(tree, readFileSync(architecture, 'utf8')));
