import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** The product under test is what is built; a stale one would be tested for nothing. */
export function setup(): void {
  const root = join(import.meta.dirname, '..');
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts', '--if-stale'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the build failed; its output is above');
}
