import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { firstLoad } from '../packages/testkit/src/first-load.ts';
import { atMost, type Row, spread } from './measure.ts';

const KB = 1024;
const AIM_KB = 110;
/** VibeTunnel 1.0.0-beta.15.1, client bundle and styles, gzip -9: measured once, quoted as the anchor. */
const ANCHOR_KB = 212_068 / KB;

export function measureFirstLoad(webRoot: string): Row {
  const { files, bytes } = firstLoad(webRoot);
  const ours = spread([bytes / KB]);
  const theirs = spread([ANCHOR_KB]);
  return {
    id: 'first-load',
    what: `JS + CSS on the first route (${files.length} files of ${readdirSync(join(webRoot, 'assets')).filter((name) => /\.(?:js|css)$/.test(name)).length})`,
    against: 'VibeTunnel (quoted)',
    unit: 'KB gz',
    ours,
    theirs,
    ratio: spread([bytes / KB / ANCHOR_KB]),
    aim: `${atMost(AIM_KB).aim} KB`,
    met: bytes / KB <= AIM_KB,
  };
}
