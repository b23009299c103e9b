import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makePrivateDirectory } from '../private-files.ts';

/** A small project to try things in, and an environment in which Claude Code sees neither account nor settings of the person. */
const FILES: Readonly<Record<string, string>> = {
  'README.md':
    '# Greeting\n\nA tiny project for the demo. `greeting` says hello to somebody; `node --test` checks it.\n',
  'package.json': `${JSON.stringify({ name: 'greeting', version: '1.0.0', type: 'module', scripts: { test: 'node --test' } }, null, 2)}\n`,
  // The scenes of the scripted model read and change this file: it greets nobody until they do.
  'greeting.js': "export function greeting(name) {\n  return 'Hello';\n}\n",
  'greeting.test.js':
    "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { greeting } from './greeting.js';\n\ntest('greets by name', () => {\n  assert.equal(greeting('Ada'), 'Hello, Ada');\n});\n",
};

/**
 * The port of the model that an earlier demo started, where its Claude still asks: it works on while the hub is restarted,
 * and keeps the environment that it began with.
 */
export function earlierModelPort({ ANTHROPIC_BASE_URL = '' }: Readonly<Record<string, string>>): number | null {
  if (!URL.canParse(ANTHROPIC_BASE_URL)) return null; // there was none
  return Number(new URL(ANTHROPIC_BASE_URL).port) || null;
}

export function prepareDemo(
  dataDir: string,
  modelUrl: string,
): { workspace: string; env: Readonly<Record<string, string>> } {
  const workspace = join(dataDir, 'workspace');
  for (const [name, content] of Object.entries(FILES)) {
    const path = join(workspace, name);
    mkdirSync(dirname(path), { recursive: true });
    // What the person (or Claude) changed in the last demo stays.
    if (!existsSync(path)) writeFileSync(path, content);
  }
  const settings = join(dataDir, 'claude');
  makePrivateDirectory(settings);
  return {
    workspace,
    env: {
      ANTHROPIC_BASE_URL: modelUrl,
      // Not a secret: the scripted model takes any key, Claude Code only needs one to be there.
      ANTHROPIC_API_KEY: 'sk-ant-demo-no-account',
      CLAUDE_CONFIG_DIR: settings,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    },
  };
}
