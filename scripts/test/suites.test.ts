import { expect, test } from 'vitest';
import { addUp, describeFailures, outcomeOf } from './suites.ts';

const passed = { status: 'passed', fullName: 'it counts', failureMessages: [] };
const failed = {
  status: 'failed',
  fullName: 'it counts on',
  failureMessages: ['\u001b[31mexpected 1\nto be 2\u001b[39m'],
};

const report = (numPassedTests: number, ...assertionResults: (typeof passed | typeof failed)[]) => ({
  numPassedTests,
  testResults: [{ name: '/root/a/count.test.ts', status: 'failed', message: 'no such module', assertionResults }],
});

test('passed and failed tests are counted, and what failed is named with what it threw', () => {
  expect(outcomeOf('/root', report(5, passed), 0)).toEqual({ passed: 5, failures: [] });
  const { failures } = outcomeOf('/root', report(5, passed, failed, failed), 1);
  expect(failures).toHaveLength(2);
  expect(failures[0]).toEqual({ name: 'a/count.test.ts > it counts on', message: 'expected 1\nto be 2' });
});

test('a run that broke without a failed test is a failure', () => {
  expect(outcomeOf('/root', null, 1)).toMatchObject({ passed: 0, failures: [{ name: 'the suite' }] });
  const ended = outcomeOf('/root', report(5, passed), 7);
  expect(ended).toMatchObject({ passed: 5, failures: [{ message: expect.stringContaining('code 7') }] });
  const unloaded = { name: 'a/count.test.ts', message: 'no such module' };
  expect(outcomeOf('/root', report(5), 1)).toEqual({ passed: 5, failures: [unloaded] });
});

test('suites add up', () => {
  const failure = { name: 'b', message: 'c' };
  expect(
    addUp([
      { passed: 1, failures: [] },
      { passed: 2, failures: [failure] },
    ]),
  ).toEqual({ passed: 3, failures: [failure] });
});

test('what failed is said in few lines, and nothing is said when nothing did', () => {
  expect(describeFailures([])).toBe('');
  const told = describeFailures([{ name: 'a > b', message: 'one\ntwo' }]);
  expect(told).toBe('failed: a > b\n    one\n    two\n\n');
  const long = { ...failed, failureMessages: [Array.from({ length: 900 }, (_, line) => `line ${line}`).join('\n')] };
  expect(outcomeOf('/root', report(0, long), 1).failures[0]?.message.split('\n').length).toBeLessThan(40);
});
