import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface Outcome {
  readonly passed: number;
  /** What failed, said once more at the end: the report itself may be a thousand lines further up, or cut off. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  /** `file > describe > test`, or the file alone when it could not be loaded. */
  readonly name: string;
  /** What the test threw, its first lines. */
  readonly message: string;
}

/** The part of vitest's JSON report that is read. */
interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly FileReport[];
}

interface FileReport {
  /** Absolute path. */
  readonly name: string;
  readonly status: string;
  /** Why the file could not be loaded. */
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages?: readonly string[] | null;
  }[];
}

const MESSAGE_LINES = 25;

export function addUp(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, outcome) => sum + outcome.passed, 0),
    failures: outcomes.flatMap((outcome) => outcome.failures),
  };
}

/** A file that could not be loaded has no tests in it, and is a failure; so is a run that ended badly for any other reason. */
export function outcomeOf(root: string, report: Report | null, exitCode: number): Outcome {
  if (!report) return brokenSuite(0, 'it broke before it could report');
  const failures = report.testResults.flatMap((file) => failuresOf(root, file));
  if (failures.length === 0 && exitCode !== 0) {
    return brokenSuite(report.numPassedTests, `all tests passed, but the run ended with code ${exitCode}`);
  }
  return { passed: report.numPassedTests, failures };
}

function brokenSuite(passed: number, message: string): Outcome {
  return { passed, failures: [{ name: 'the suite', message }] };
}

function failuresOf(root: string, file: FileReport): readonly Failure[] {
  const name = relative(root, file.name);
  if (file.assertionResults.length === 0) {
    return file.status === 'failed' ? [{ name, message: firstLines(file.message) }] : [];
  }
  return file.assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => ({
      name: `${name} > ${test.fullName}`,
      message: firstLines((test.failureMessages ?? []).join('\n')),
    }));
}

/** Without the colours of a terminal and the lines of a stack that are not ours. */
function firstLines(message: string): string {
  const lines = stripVTControlCharacters(message).split('\n');
  const ours = lines.filter((line) => !/^\s+at .*(?:node_modules|node:internal|new Promise)/u.test(line));
  return ours.slice(0, MESSAGE_LINES).join('\n');
}

/** What failed and why, as text of its own that stands before the last line. */
export function describeFailures(failures: readonly Failure[]): string {
  return failures
    .map(({ name, message }) => `failed: ${name}\n${message.replace(/^/gmu, '    ').trimEnd()}\n\n`)
    .join('');
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
    return outcomeOf(root, readReport(file), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A script of ours that counts as one test. */
export async function runScript(root: string, script: string): Promise<Outcome> {
  const code = await run(root, {}, ['--import', 'tsx', script]);
  return code === 0
    ? { passed: 1, failures: [] }
    : { passed: 0, failures: [{ name: script, message: `it ended with code ${code}` }] };
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
