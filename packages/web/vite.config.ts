import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { workerPlugin } from '../../scripts/build-worker.ts';

/** Builds the page into dist/web of the repository; the hub serves it from there. No inline script or style, so that the CSP holds. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), workerPlugin(import.meta.dirname)],
  build: {
    outDir: join(import.meta.dirname, '../../dist/web'),
    emptyOutDir: true,
    // The hub's CSP allows no data: scripts or fonts; small assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    cssTarget: ['chrome111', 'safari16.4', 'firefox113'],
  },
});
