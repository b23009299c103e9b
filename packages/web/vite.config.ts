import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { workerPlugin } from './worker.config.ts';

/**
 * What the page needs at once is one file: each further one costs a phone another
 * turn on the network. Everything else is in the file of the screen that needs it.
 */
function firstLoad(id: string, graph: Graph): string | null {
  first ??= reachedFrom(ENTRIES[0], graph);
  return first.has(id) && !ENTRIES.includes(id) && !id.endsWith('.css') ? 'first' : null;
}
const ENTRIES: readonly [string, string] = [
  join(import.meta.dirname, 'index.html'),
  join(import.meta.dirname, 'src/main.tsx'),
];
let first: ReadonlySet<string> | null = null;

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

function reachedFrom(entry: string, graph: Graph): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [entry];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(graph.getModuleInfo(next)?.importedIds ?? []));
  }
  return reached;
}

/** Builds the page into dist/web of the repository; the hub serves it from there. No inline script or style, so that the CSP holds. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), workerPlugin(import.meta.dirname)],
  resolve: {
    alias: {
      'decode-named-character-reference': join(import.meta.dirname, 'src/transcript/named-characters.ts'),
      // The router brings it for older Reacts; ours has it.
      'use-sync-external-store/shim/index.js': 'react',
    },
  },
  build: {
    outDir: join(import.meta.dirname, '../../dist/web'),
    emptyOutDir: true,
    // The hub's CSP allows no data: scripts or fonts; small assets stay files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    cssTarget: ['chrome111', 'safari16.4', 'firefox113'],
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: firstLoad, debugName: 'first load' }] } } },
  },
});
