import { readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type PermissionMode, permissionMode, RemoteError } from '@claude-remote/protocol';

/**
 * What may happen on this machine, decided by a file on it. Nothing that comes over the network can raise it. It says
 * what is allowed; it does not start anything and does not know sessions.
 */
export interface Policy {
  /** Directories below which Claude may work, as real paths. */
  readonly workspaces: readonly string[];
  readonly modes: readonly PermissionMode[];
  readonly maxSessions: number;
}

export interface PolicyDefaults {
  readonly workspaces: readonly string[];
  readonly modes: readonly PermissionMode[];
}

/** Sessions whose Claude process may live at the same time: some 200 MB each. */
const DEFAULT_MAX_SESSIONS = 20;

/** Reads `policy.json`; a file that cannot be understood is an error, never a wider policy. */
export async function readPolicy(path: string, defaults: PolicyDefaults): Promise<Policy> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const policy = text === null ? {} : parsePolicy(text, path);
  return {
    workspaces: await realRoots(policy.workspaces ?? defaults.workspaces),
    modes: policy.modes ?? defaults.modes,
    maxSessions: policy.maxSessions ?? DEFAULT_MAX_SESSIONS,
  };
}

function parsePolicy(text: string, path: string): Partial<Policy> {
  const fail = (what: string): never => {
    throw new Error(`${path}: ${what}`);
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('is not JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return fail('must be an object');
  const { workspaces, modes, maxSessions, ...rest } = json as Record<string, unknown>; // an object, each field checked below
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) fail(`has an unknown entry "${unknown}"; known are workspaces, modes, maxSessions`);
  return {
    ...(workspaces !== undefined && { workspaces: pathList(workspaces) ?? fail('workspaces must be absolute paths') }),
    ...(modes !== undefined && { modes: modeList(modes) ?? fail('modes must be of ask, edits, plan, auto, bypass') }),
    ...(maxSessions !== undefined && {
      maxSessions: count(maxSessions) ?? fail('maxSessions must be a number from 1'),
    }),
  };
}

function pathList(value: unknown): string[] | null {
  const fits = Array.isArray(value) && value.every((item) => typeof item === 'string' && isAbsolute(item));
  return fits ? (value as string[]) : null; // every item was just checked
}

function modeList(value: unknown): PermissionMode[] | null {
  const parsed = permissionMode.array().safeParse(value);
  return parsed.success ? parsed.data : null;
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 ? value : null;
}

async function realRoots(roots: readonly string[]): Promise<string[]> {
  const real = await Promise.all(roots.map((root) => realpath(root).catch(() => null)));
  return real.filter((root) => root !== null); // a root that does not exist allows nothing
}

/**
 * The real path of a directory if Claude may work there. Links are followed first and compared by whole names, so that
 * neither a link nor a longer name leads out of a root.
 */
export async function checkDirectory(policy: Policy, path: string): Promise<DirectoryCheck> {
  const refused = (detail: string): DirectoryCheck => ({ ok: false, detail });
  if (path.includes('\0') || !isAbsolute(path)) return refused('it is not an absolute path');
  const real = await realpath(path).catch(() => null);
  if (real === null) return refused('there is no such directory');
  if (!policy.workspaces.some((root) => isInside(root, real))) return refused('it is outside the allowed workspaces');
  return (await stat(real)).isDirectory() ? { ok: true, path: real } : refused('it is not a directory');
}

export type DirectoryCheck =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly detail: string };

/** The same for those who have nobody else to tell: throws `workspace_refused`. */
export async function allowedDirectory(policy: Policy, path: string): Promise<string> {
  const check = await checkDirectory(policy, path);
  if (!check.ok) throw new RemoteError('workspace_refused', { path, detail: check.detail });
  return check.path;
}

/** Whether `path` is `root` or below it; both must be real paths. */
function isInside(root: string, path: string): boolean {
  const way = relative(root, resolve(path));
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
