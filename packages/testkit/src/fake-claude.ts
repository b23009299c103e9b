import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Programs that call themselves Claude Code and behave badly once they are started for a conversation. */
const BEHAVIOURS = {
  'ends at once': 'echo "the licence ran out" >&2; exit 3',
  'floods stderr and ends': 'yes noise | head -c 20000000 >&2; echo "the licence ran out" >&2; exit 3',
  'writes broken JSON and ends': 'echo "{\\"type\\": broken"; echo "the licence ran out" >&2; exit 3',
} as const;
export type FakeClaude = keyof typeof BEHAVIOURS;
export const FAKE_CLAUDES = Object.keys(BEHAVIOURS) as FakeClaude[]; // the keys of the object above

/** Writes the program into a directory and returns its path. */
export function writeFakeClaude(directory: string, behaviour: FakeClaude): string {
  const path = join(directory, 'claude');
  const body = BEHAVIOURS[behaviour];
  writeFileSync(path, `#!/bin/sh\ncase "$1" in --version) echo "2.1.0 (Claude Code)"; exit 0;; esac\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}
