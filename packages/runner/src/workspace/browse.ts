import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ReplyOf } from '@claude-remote/protocol';
import { allowedDirectory, type Policy } from '../policy/policy.ts';

/** Directories in which a session may be started. Only those that the policy allows are named at all. */
export async function browse(policy: Policy, path: string | undefined): Promise<ReplyOf<'browse'>> {
  if (path === undefined)
    return { kind: 'browse', path: null, directories: await Promise.all(policy.workspaces.map(describe)) };
  const real = await allowedDirectory(policy, path);
  const entries = await readdir(real, { withFileTypes: true });
  // Links are left out: where they lead is another directory, shown in its own place if it is allowed.
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  const directories = await Promise.all(
    names
      .sort(byName)
      .slice(0, MAX_DIRECTORIES)
      .map((name) => describe(join(real, name))),
  );
  return { kind: 'browse', path: real, directories };
}

/** Directories in one reply: what a person can look through. */
const MAX_DIRECTORIES = 500;

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

async function describe(path: string): Promise<{ path: string; name: string; git: boolean }> {
  const git = await stat(join(path, '.git')).then(
    () => true,
    () => false,
  );
  return { path, name: basename(path), git };
}
