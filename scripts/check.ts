/**
 * `npm run check`: everything a machine can say about the code without running it. One line for each step, details only
 * for what failed; the exit status is 1 if anything did. Each check of our own is one file in scripts/checks.
 */
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkArchitectureTable } from './checks/architecture-table.ts';
import { checkBanned } from './checks/banned.ts';
import { checkDependencyLists } from './checks/dependency-lists.ts';
import { checkDocsReferences } from './checks/docs-references.ts';
import { checkDocsRules } from './checks/docs-rules.ts';
import { checkDuplicateNames } from './checks/duplicate-names.ts';
import { checkLicence } from './checks/licence.ts';
import { checkLockFile } from './checks/lock-file.ts';
import { checkPackageArrows } from './checks/package-arrows.ts';
import { checkSizes } from './checks/sizes.ts';
import { type Check, readSourceTree } from './checks/source-tree.ts';
import { runTool } from './checks/tool.ts';

interface Step {
  readonly name: string;
  /** What is wrong, for people; empty when all is well. */
  readonly run: () => Promise<string>;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function tool(name: string, program: string, args: readonly string[]): Step {
  const run = async (): Promise<string> => {
    const { code, output } = await runTool(root, `node_modules/${program}`, args);
    return code === 0 ? '' : output.trim() || `${program} ended with ${code}`;
  };
  return { name, run };
}

const tree = readSourceTree(root);
function own(name: string, check: Check): Step {
  return { name, run: async () => check(tree).join('\n') };
}

// The slow ones first, so that the quick ones fill the gaps.
const STEPS: readonly Step[] = [
  tool('types', 'typescript/bin/tsc', ['-p', '.', '--pretty', 'false']),
  tool('arrows between files', 'dependency-cruiser/bin/dependency-cruise.mjs', [
    ...['packages', 'scripts', 'test', 'e2e', 'bench', 'simulator'].filter((top) =>
      tree.files.some((f) => f.path.startsWith(`${top}/`)),
    ),
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
  ]),
  tool('dead code and dependencies', 'knip/bin/knip.js', ['--no-progress']),
  tool('lint and format', '@biomejs/biome/bin/biome', [
    'check',
    '--max-diagnostics=50',
    '--diagnostic-level=warn',
    '--error-on-warnings',
    '.',
  ]),
  own('sizes', checkSizes),
  own('names and world', checkBanned),
  own('names declared once', checkDuplicateNames),
  own('arrows between packages', checkPackageArrows),
  own('dependency lists', checkDependencyLists),
  own('lock file', checkLockFile),
  own('licence', checkLicence),
  own('docs: references', checkDocsReferences),
  own('docs: rules and tests', checkDocsRules),
  own('docs: package table', checkArchitectureTable),
];

async function runStep(step: Step): Promise<boolean> {
  const begin = performance.now();
  const problems = await step.run();
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  process.stdout.write(`${problems ? 'FAILED' : 'ok    '} ${step.name} (${seconds} s)\n`);
  if (problems) process.stdout.write(`${problems.replaceAll(/^/gm, '       ')}\n`);
  return problems === '';
}

async function main(): Promise<void> {
  const waiting = [...STEPS];
  const results: boolean[] = [];
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step; step = waiting.shift()) results.push(await runStep(step));
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  const failed = results.filter((ok) => !ok).length;
  process.stdout.write(`check: ${results.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
