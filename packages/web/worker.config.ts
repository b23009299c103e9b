/**
 * Builds the service worker beside the page: one classic script (browsers differ on module workers) that knows the files
 * of its build by name. Used by vite.config.ts.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import type { PageBuild } from './src/worker/page-build.ts';

type Bundle = Rolldown.OutputBundle;

export function workerPlugin(web: string): Plugin {
  return {
    name: 'page-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const page = pageBuild(bundle, namedFiles(join(web, 'public')));
        this.emitFile({ type: 'asset', fileName: 'worker.js', source: await workerScript(web, page) });
      },
    },
  };
}

interface NamedFile {
  readonly path: string;
  readonly content: Buffer;
}

function namedFiles(folder: string): NamedFile[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => ({ path: `/${name}`, content: readFileSync(join(folder, name)) }));
}

function pageBuild(bundle: Bundle, named: readonly NamedFile[]): PageBuild {
  const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry);
  const shell = bundle['index.html'];
  if (entry?.type !== 'chunk' || shell?.type !== 'asset') throw new Error('the page has no entry or no index.html');
  const first = firstFiles(entry, bundle);
  const all = Object.keys(bundle).filter((name) => name.startsWith('assets/'));
  const hash = createHash('sha256').update(all.toSorted().join()).update(shell.source);
  for (const { path, content } of named) hash.update(path).update(content);
  return {
    id: hash.digest('hex').slice(0, 16),
    entry: `/${entry.fileName}`,
    first: [...first].map((name) => `/${name}`),
    later: all.filter((name) => !first.has(name)).map((name) => `/${name}`),
    named: named.map(({ path }) => path),
  };
}

/** Scripts that the entry imports before it runs, and their styles. */
function firstFiles(entry: Rolldown.OutputChunk, bundle: Bundle): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [entry.fileName];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk' || found.has(name)) continue;
    found.add(name);
    for (const style of chunk.viteMetadata?.importedCss ?? []) found.add(style);
    waiting.push(...chunk.imports);
  }
  return found;
}

async function workerScript(web: string, page: PageBuild): Promise<string> {
  const built = await build({
    configFile: false,
    root: web,
    publicDir: false,
    logLevel: 'warn',
    define: { PAGE_BUILD: JSON.stringify(page) },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: join(web, 'src/worker/worker.ts'), formats: ['iife'], name: 'worker' },
    },
  });
  const [result] = Array.isArray(built) ? built : [built];
  const script = result && 'output' in result ? result.output[0] : undefined;
  if (script?.type !== 'chunk') throw new Error('the worker was not built');
  return script.code;
}
