import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { atMost, type Row, spread } from './measure.ts';

const KB = 1024;
const AIM_KB = 140;
/** VibeTunnel 1.0.0-beta.15.1, client bundle and styles, gzip -9: measured once, quoted as the anchor. */
const ANCHOR_KB = 212_068 / KB;

/** JS and CSS that the first route loads, gzipped: what index.html names, and what those name statically. */
export function measureFirstLoad(webRoot: string): Row {
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
  const bytes = [...seen].reduce(
    (sum, path) => sum + gzipSync(readFileSync(join(webRoot, path)), { level: 9 }).length,
    0,
  );
  const ours = spread([bytes / KB]);
  const theirs = spread([ANCHOR_KB]);
  return {
    id: 'first-load',
    what: `JS + CSS on the first route (${seen.size} files of ${readdirSync(join(webRoot, 'assets')).length})`,
    against: 'VibeTunnel (quoted)',
    unit: 'KB gz',
    ours,
    theirs,
    ratio: spread([bytes / KB / ANCHOR_KB]),
    aim: `${atMost(AIM_KB).aim} KB`,
    met: bytes / KB <= AIM_KB,
  };
}
