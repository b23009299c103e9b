import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
}

/** The part of vitest's JSON report that is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

export function addUp(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce(
    (sum, outcome) => ({ passed: sum.passed + outcome.passed, failed: sum.failed + outcome.failed }),
    { passed: 0, failed: 0 },
  );
}

/** A file that could not be loaded has no tests in it, and is a failure; so is a run that ended badly for any other reason. */
export function outcomeOf(report: Report | null, exitCode: number): Outcome {
  if (!report) return { passed: 0, failed: 1 };
  const broken = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
  return { passed: report.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

export interface Runtime {
  /** Absolute path of the Node to run with; absent: this one. */
  readonly node?: string;
}

/** Vitest with a readable report on the terminal and its counts from a JSON report. */
export async function runVitest(root: string, args: readonly string[], runtime: Runtime = {}): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-remote-report-'));
  const file = join(folder, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const code = await run(root, runtime, ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...args]);
    return outcomeOf(readReport(file), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A script of ours that counts as one test. */
export async function runScript(root: string, script: string): Promise<Outcome> {
  const code = await run(root, {}, ['--import', 'tsx', script]);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function readReport(file: string): Report | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report; // vitest's own format
  } catch {
    return null; // vitest broke before it could write: counted as a failure
  }
}

function run(root: string, runtime: Runtime, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(runtime.node ?? process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
