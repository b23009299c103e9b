/**
 * Runs every suite, one after the other, and ends with what failed and the line `N passed, N failed`; called by test.sh,
 * which has installed what is needed. A suite that breaks before its first test counts as one failure.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runOnNode24 } from './test/node24.ts';
import { addUp, describeFailures, type Outcome, runScript, runVitest } from './test/suites.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Suite {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
  /** Only when asked for by its option. */
  readonly optional?: boolean;
}

const SUITES: readonly Suite[] = [
  { name: 'check', run: () => runScript(root, 'scripts/check.ts') },
  { name: 'unit', run: () => runVitest(root, ['--project', 'unit', '--passWithNoTests']) },
  { name: 'build', run: () => runScript(root, 'scripts/build.ts') },
  { name: 'whole', run: () => runVitest(root, ['--project', 'whole', '--passWithNoTests']) },
  { name: 'e2e', run: () => runBrowserTests() },
  { name: 'node24', run: () => runOnNode24(root), optional: true },
];

async function runBrowserTests(): Promise<Outcome> {
  const config = 'e2e/vitest.config.ts';
  if (existsSync(join(root, config))) return runVitest(root, ['--config', config]);
  process.stdout.write(`skipped: there is no ${config} yet\n`);
  return { passed: 0, failures: [] };
}

function chosenSuites(): readonly Suite[] {
  const { values } = parseArgs({ options: { only: { type: 'string' }, node24: { type: 'boolean', default: false } } });
  if (values.only === undefined) return SUITES.filter((suite) => !suite.optional || values.node24);
  const chosen = SUITES.filter((suite) => suite.name === values.only);
  if (chosen.length === 0) throw new Error(`--only takes one of ${SUITES.map((suite) => suite.name).join(', ')}`);
  return chosen;
}

async function main(): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const suite of chosenSuites()) {
    const begin = performance.now();
    process.stdout.write(`\n== ${suite.name}\n`);
    const outcome = await suite.run();
    outcomes.push(outcome);
    const seconds = ((performance.now() - begin) / 1000).toFixed(0);
    process.stdout.write(
      `== ${suite.name}: ${outcome.passed} passed, ${outcome.failures.length} failed (${seconds} s)\n`,
    );
  }
  const total = addUp(outcomes);
  process.stdout.write(`\n${availableParallelism()} cores, Node ${process.versions.node}\n`);
  process.stdout.write(`${describeFailures(total.failures)}${total.passed} passed, ${total.failures.length} failed\n`);
  process.exitCode = total.failures.length === 0 && total.passed > 0 ? 0 : 1;
}

await main();
