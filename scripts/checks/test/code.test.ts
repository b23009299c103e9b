import { describe, expect, test } from 'vitest';
import { checkBanned } from '../banned.ts';
import { checkDuplicateNames } from '../duplicate-names.ts';
import { checkSizes } from '../sizes.ts';
import { plantedTree } from './planted-tree.ts';

const lines = (count: number): string => 'f();\n'.repeat(count);

describe('sizes', () => {
  test('a file of 400 lines passes, one more is named', () => {
    const tree = plantedTree({ 'packages/hub/src/a.ts': lines(400), 'packages/hub/src/b.ts': lines(401) });
    expect(checkSizes(tree)).toEqual(['packages/hub/src/b.ts has 401 lines; 400 are allowed']);
  });

  test('style sheets have the same limit', () => {
    expect(checkSizes(plantedTree({ 'packages/web/src/a.css': 'a{}\n'.repeat(401) }))).toHaveLength(1);
  });

  test.each([
    ['a function', `function a() {\n${lines(59)}}\n`],
    ['an arrow', `const a = () => {\n${lines(59)}};\n`],
    ['a method', `class A {\n  a() {\n${lines(59)}  }\n}\n`],
    ['a test', `test('a', () => {\n${lines(59)}});\n`],
  ])('%s of more than 60 lines is named with its place', (_, text) => {
    expect(checkSizes(plantedTree({ 'packages/hub/src/a.ts': text }))).toHaveLength(1);
    expect(checkSizes(plantedTree({ 'packages/hub/src/a.ts': text.replace('f();\n', '') }))).toEqual([]);
  });

  test('a component may have 120 lines', () => {
    const component = (count: number): string => `function Card() {\n${lines(count)}}\n`;
    expect(checkSizes(plantedTree({ 'a.tsx': component(118) }))).toEqual([]);
    expect(checkSizes(plantedTree({ 'a.tsx': component(119) }))).toHaveLength(1);
  });

  test('the body of a describe is not a function to hold in mind', () => {
    expect(checkSizes(plantedTree({ 'a.test.ts': `describe('a', () => {\n${lines(100)}});\n` }))).toEqual([]);
  });
});

describe('names and world', () => {
  test.each(['utils', 'helpers', 'common', 'session-manager', 'misc', 'text-utils'])(
    'the name %s is refused',
    (name) => {
      expect(checkBanned(plantedTree({ [`packages/hub/src/${name}.ts`]: '' }))).toHaveLength(1);
      expect(checkBanned(plantedTree({ [`packages/hub/src/${name}/a.ts`]: '' }))).toHaveLength(1);
    },
  );

  test.each(['common-passwords', 'managed', 'utility-belt'])('the name %s says what it is', (name) => {
    expect(checkBanned(plantedTree({ [`packages/hub/src/${name}.ts`]: '' }))).toEqual([]);
  });

  const reads = ['Date.now()', 'Math.random()', 'process.env', 'process.env.HOME', 'new Date()', 'performance.now()'];
  test.each([...reads, 'globalThis.process.env'])('%s is for main and testkit', (read) => {
    const text = `export const a = ${read};\n`;
    expect(checkBanned(plantedTree({ 'packages/hub/src/sessions/a.ts': text }))).toHaveLength(1);
    expect(checkBanned(plantedTree({ 'packages/hub/src/main.ts': text }))).toEqual([]);
    expect(checkBanned(plantedTree({ 'packages/testkit/src/a.ts': text }))).toEqual([]);
    expect(checkBanned(plantedTree({ 'packages/hub/test/a.test.ts': text }))).toEqual([]);
  });

  test('a date of a given moment and words in comments or strings are no reads', () => {
    const text = "// Date.now()\nexport const a = [new Date(5), 'Math.random()'];\n";
    expect(checkBanned(plantedTree({ 'packages/hub/src/a.ts': text }))).toEqual([]);
  });

  test('only the index of a package exports from other files', () => {
    const text = "export { a } from './a.ts';\n";
    expect(checkBanned(plantedTree({ 'packages/hub/src/doors/doors.ts': text }))).toHaveLength(1);
    expect(checkBanned(plantedTree({ 'packages/hub/src/doors/index.ts': text }))).toHaveLength(1);
    expect(checkBanned(plantedTree({ 'packages/hub/src/index.ts': text }))).toEqual([]);
  });
});

describe('names declared once', () => {
  const tree = (a: string, b: string) => plantedTree({ 'packages/hub/src/a.ts': a, 'packages/runner/src/b.ts': b });

  test.each([
    ['interfaces', 'export interface Turn {}'],
    ['types', 'export type Turn = 1;'],
    ['classes', 'export class Turn {}'],
    ['schemas', 'export const turn = z.object({});'],
  ])('%s of one name in two packages are named', (_, text) => {
    expect(checkDuplicateNames(tree(text, text))).toHaveLength(1);
  });

  test('private names, other values and one package are free', () => {
    expect(checkDuplicateNames(tree('interface Turn {}', 'export interface Turn {}'))).toEqual([]);
    expect(checkDuplicateNames(tree('export const turn = 1;', 'export const turn = 2;'))).toEqual([]);
    const twice = {
      'packages/hub/src/a.ts': 'export type Turn = 1;',
      'packages/hub/src/b.ts': 'export type Turn = 1;',
    };
    expect(checkDuplicateNames(plantedTree(twice))).toEqual([]);
  });
});
