import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface FirstLoad {
  readonly files: readonly string[];
  /** gzip -9 of each file by itself, together. */
  readonly bytes: number;
}

/**
 * JS and CSS that the first route loads: what index.html names, and what those name statically.
 */
export function firstLoad(webRoot: string): FirstLoad {
  const html = readFileSync(join(webRoot, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/?([^"]+\.(?:js|css))"/g)].map(([, path]) => path ?? '');
  const seen = new Set<string>();
  const visit = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    if (!path.endsWith('.js')) return;
    const code = readFileSync(join(webRoot, path), 'utf8');
    for (const [, other] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) visit(join(path, '..', other ?? ''));
  };
  for (const path of named) visit(path);
  const size = (path: string) => gzipSync(readFileSync(join(webRoot, path)), { level: 9 }).length;
  return { files: [...seen], bytes: [...seen].reduce((sum, path) => sum + size(path), 0) };
}
