import { expect, test } from 'vitest';
import { addUp, outcomeOf } from './suites.ts';

const report = (numPassedTests: number, numFailedTests: number, files: readonly object[] = []) => ({
  numPassedTests,
  numFailedTests,
  testResults: files as { status: string; assertionResults: unknown[] }[],
});

test('passed and failed tests are counted', () => {
  expect(outcomeOf(report(5, 0), 0)).toEqual({ passed: 5, failed: 0 });
  expect(outcomeOf(report(5, 2), 1)).toEqual({ passed: 5, failed: 2 });
});

test('a run that broke without a failed test is a failure', () => {
  expect(outcomeOf(null, 1)).toEqual({ passed: 0, failed: 1 });
  expect(outcomeOf(report(5, 0), 1)).toEqual({ passed: 5, failed: 1 });
  expect(outcomeOf(report(5, 0, [{ status: 'failed', assertionResults: [] }]), 1)).toEqual({ passed: 5, failed: 1 });
});

test('suites add up', () => {
  expect(
    addUp([
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 });
});
