import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 30_000, hookTimeout: 30_000, pool: 'forks' } as const;

/** `unit`: packages and scripts. `whole`: the built programs together, and crashes. The browser has its own config in e2e/. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['packages/*/test/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts', 'simulator/**/*.test.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'whole',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/programs.ts'],
          testTimeout: 300_000,
        },
      },
    ],
  },
});
