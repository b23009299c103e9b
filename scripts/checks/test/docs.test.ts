import { describe, expect, test } from 'vitest';
import { checkArchitectureTable, withTable } from '../architecture-table.ts';
import { checkDocsReferences } from '../docs-references.ts';
import { checkDocsRules } from '../docs-rules.ts';
import { plantedTree } from './planted-tree.ts';

describe('references', () => {
  const around = {
    'package.json': JSON.stringify({ scripts: { check: '' } }),
    'run.sh': '',
    'docs/PROTOCOL.md': '',
    'packages/hub/src/config/keys.ts': "flag: '--host'",
    'packages/hub/src/sessions/log.ts': '',
  };
  const problems = (text: string, path = 'README.md') => checkDocsReferences(plantedTree({ ...around, [path]: text }));

  test.each([
    '`npm run check`',
    '`./run.sh --host 0.0.0.0`',
    '`docs/PROTOCOL.md`',
    '[the protocol](docs/PROTOCOL.md#rules)',
    '`packages/hub/src/sessions/`',
    '`a.b()` and `https://example.org/x.md`',
    '```\nnpm run nothing\n```',
  ])('%s is right', (text) => {
    expect(problems(text)).toEqual([]);
  });

  test.each([
    '`npm run nothing`',
    '`./run.sh --hots x`',
    '`./test.sh`',
    '`docs/NOTHING.md`',
    '`packages/hub/src/nothing/`',
    '[gone](docs/NOTHING.md)',
    '![picture](docs/nothing.png)',
    '[a line](docs/PROTOCOL.md#L12)',
  ])('%s is named', (text) => {
    expect(problems(text)).toHaveLength(1);
  });

  test('a README inside a package may name paths from its own sources', () => {
    expect(problems('begin at `sessions/log.ts`', 'packages/hub/README.md')).toEqual([]);
    expect(problems('begin at `sessions/gone.ts`', 'packages/hub/README.md')).toHaveLength(1);
  });

  test('ARCHITECTURE.md stays within 300 lines', () => {
    expect(problems('\n'.repeat(299), 'ARCHITECTURE.md')).toEqual([]);
    expect(problems('\n'.repeat(300), 'ARCHITECTURE.md')).toHaveLength(1);
  });
});

describe('rules and tests', () => {
  const problems = (rules: string, test: string) =>
    checkDocsRules(plantedTree({ 'docs/PROTOCOL.md': rules, 'packages/hub/test/a.test.ts': test }));

  test('a rule that a title cites is right, whatever the quotes', () => {
    expect(problems('- **D1** Events are dense.', "test('[D1] dense', f)")).toEqual([]);
    expect(problems('**ST2** Kept.\n**D1** Dense.', 'describe(`[D1] [ST2] both`, f)')).toEqual([]);
    expect(problems('**D1** Dense.', 'test.each([[1]])("[D1] %s", f)')).toEqual([]);
  });

  test('a rule without a test, a citation without a rule and a doubled number are named', () => {
    expect(problems('**D1** Dense.', '')).toEqual([expect.stringContaining('no test title cites it')]);
    expect(problems('', "test('[D9] lost', f)")).toEqual([expect.stringContaining('not a rule')]);
    expect(problems('**D1** a\n**D1** b', "test('[D1] a', f)")).toEqual([expect.stringContaining('twice')]);
  });

  test('a rule that only a comment mentions is not cited', () => {
    expect(problems('**D1** Dense.', "// [D1]\ntest('dense', f)")).toHaveLength(1);
  });
});

describe('package table', () => {
  const files = {
    'scripts/arrows.json': JSON.stringify({
      hub: { packages: ['protocol'], npm: ['ws'], node: true },
      protocol: { packages: [], npm: [], node: false },
    }),
    'packages/hub/package.json': JSON.stringify({
      description: 'Stores the logs',
      dependencies: { '@claude-remote/protocol': '0.1.0', ws: '8.0.0' },
    }),
    'packages/protocol/package.json': JSON.stringify({ description: 'Messages' }),
  };
  const empty = '# A\n<!-- generated: packages -->\n<!-- end of generated: packages -->\nrest\n';

  test('it is written from the manifests, and then is right', () => {
    const text = withTable(plantedTree(files), empty);
    expect(text).toContain('| `hub` | Stores the logs | `protocol` | ws |');
    expect(text.indexOf('   hub')).toBeLessThan(text.indexOf('   protocol'));
    expect(checkArchitectureTable(plantedTree({ ...files, 'ARCHITECTURE.md': text }))).toEqual([]);
  });

  test('a changed manifest makes it stale', () => {
    const text = withTable(plantedTree(files), empty);
    const changed = { ...files, 'packages/protocol/package.json': JSON.stringify({ description: 'Every message' }) };
    expect(checkArchitectureTable(plantedTree({ ...changed, 'ARCHITECTURE.md': text }))).toHaveLength(1);
    expect(checkArchitectureTable(plantedTree({ ...files, 'ARCHITECTURE.md': 'no place' }))).toHaveLength(1);
    expect(checkArchitectureTable(plantedTree(files))).toHaveLength(1);
  });
});
