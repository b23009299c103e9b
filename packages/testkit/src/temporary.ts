import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of its own for one test, with the way to remove it. */
export function temporaryDirectory(name = 'test'): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `claude-remote-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }) };
}
