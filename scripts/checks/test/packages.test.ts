import { describe, expect, test } from 'vitest';
import { checkDependencyLists, dependencyLists } from '../dependency-lists.ts';
import { checkLicence } from '../licence.ts';
import { checkLockFile } from '../lock-file.ts';
import { checkPackageArrows } from '../package-arrows.ts';
import { plantedTree } from './planted-tree.ts';

const manifest = (dependencies: Record<string, string>): string =>
  JSON.stringify({ name: '@claude-remote/hub', dependencies });
const rows = (hub: readonly string[], protocol: readonly string[] = []): string =>
  JSON.stringify({
    hub: { packages: hub, npm: ['zod'], node: true },
    protocol: { packages: protocol, npm: [], node: false },
  });

describe('arrows between packages', () => {
  const tree = (dependencies: Record<string, string>, arrows = rows(['protocol'])) =>
    plantedTree({ 'packages/hub/package.json': manifest(dependencies), 'scripts/arrows.json': arrows });

  test('what the row names is allowed', () => {
    expect(checkPackageArrows(tree({ '@claude-remote/protocol': '0.1.0', zod: '4.6.7' }))).toEqual([]);
  });

  test.each(['@claude-remote/runner', 'lodash'])('%s, which the row does not name, is refused', (name) => {
    expect(checkPackageArrows(tree({ [name]: '0.1.0' }))).toHaveLength(1);
  });

  test.each(['^4.6.7', '~4.6.7', '*', 'latest'])('the version %s is not exact', (version) => {
    expect(checkPackageArrows(tree({ zod: version }))).toHaveLength(1);
  });

  test('a package without a row is refused', () => {
    expect(checkPackageArrows(tree({}, '{}'))).toHaveLength(1);
  });

  test('rows may not form a cycle', () => {
    expect(checkPackageArrows(tree({}, rows(['protocol'], ['hub'])))[0]).toContain('cycle');
  });
});

describe('lock file', () => {
  const tree = (entry: object) =>
    plantedTree({ 'package-lock.json': JSON.stringify({ packages: { '': {}, 'node_modules/a': entry } }) });

  test('a hash and no address is right; links to workspaces need neither', () => {
    expect(checkLockFile(tree({ integrity: 'sha512-x' }))).toEqual([]);
    expect(checkLockFile(tree({ link: true, resolved: 'packages/a' }))).toEqual([]);
  });

  test('a missing hash and an address are named', () => {
    expect(checkLockFile(tree({}))).toHaveLength(1);
    expect(checkLockFile(tree({ integrity: 'sha512-x', resolved: 'https://registry.example/a.tgz' }))).toHaveLength(1);
    expect(checkLockFile(plantedTree({}))).toHaveLength(1);
  });
});

describe('dependency lists', () => {
  const files = {
    'packages/runner/package.json': JSON.stringify({
      name: '@claude-remote/runner',
      dependencies: { '@claude-remote/protocol': '0.1.0', ws: '8.0.0' },
    }),
    'packages/protocol/package.json': JSON.stringify({
      name: '@claude-remote/protocol',
      dependencies: { zod: '4.0.0' },
    }),
    'package-lock.json': JSON.stringify({
      packages: {
        'node_modules/ws': { version: '8.0.0', dependencies: { deep: '^1' } },
        'node_modules/deep': { version: '2.0.0' },
        'node_modules/ws/node_modules/deep': { version: '1.0.0', peerDependencies: { zod: '*' } },
        'node_modules/zod': { version: '4.0.0' },
      },
    }),
  };

  test('they follow workspaces, nested copies and peers', () => {
    const runner = dependencyLists(plantedTree(files))[0];
    expect(runner).toEqual({ path: 'packages/runner/deps.txt', text: 'deep 1.0.0\nws 8.0.0\nzod 4.0.0\n' });
  });

  test('a list that misses a package is named', () => {
    const rest = { 'packages/runner/deps.txt': 'ws 8.0.0\n', 'packages/web/deps.txt': '\n' };
    expect(checkDependencyLists(plantedTree({ ...files, ...rest }))).toEqual([
      expect.stringContaining('packages/runner/deps.txt'),
    ]);
  });
});

test('the licence stands in the root and in every package.json', () => {
  const right = { LICENSE: 'MIT License\n', 'packages/hub/package.json': '{ "license": "MIT" }' };
  expect(checkLicence(plantedTree(right))).toEqual([]);
  expect(checkLicence(plantedTree({ ...right, LICENSE: '' }))).toHaveLength(1);
  expect(checkLicence(plantedTree({ ...right, 'packages/hub/package.json': '{}' }))).toHaveLength(1);
});
