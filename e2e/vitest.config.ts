import { defineConfig } from 'vitest/config';

/** The whole product in real Chromium. Two files at a time: each starts hub, runner, holder, Claude Code and a browser. */
export default defineConfig({
  test: {
    name: 'e2e',
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: ['./build.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
