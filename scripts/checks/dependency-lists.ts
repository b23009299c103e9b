import { type Manifest, packageManifests } from './manifest.ts';
import { type SourceTree, textOf } from './source-tree.ts';

interface LockEntry {
  version?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}
type Lock = Readonly<Record<string, LockEntry>>;

/** The programs whose whole list of npm packages is kept in view: what runs on people's machines, and what browsers load. */
const WATCHED = ['runner', 'web'] as const;

/** A new package behind runner or web is seen in review: its list is generated, committed and compared. */
export function checkDependencyLists(tree: SourceTree): string[] {
  return dependencyLists(tree)
    .filter((list) => textOf(tree, list.path) !== list.text)
    .map((list) => `${list.path} is not up to date: run npm run generate and look at what came in`);
}

/** What the lists should say: every npm package reachable from the package, with its version, one a line. */
export function dependencyLists(tree: SourceTree): { path: string; text: string }[] {
  const lock = JSON.parse(textOf(tree, 'package-lock.json') ?? '{}') as { packages?: Lock }; // npm's own format
  const workspaces = new Map(packageManifests(tree).map((manifest) => [manifest.name, manifest]));
  return WATCHED.map((folder) => {
    const lines = reachable({ lock: lock.packages ?? {}, workspaces }, `@claude-remote/${folder}`);
    return { path: `packages/${folder}/deps.txt`, text: `${lines.join('\n')}\n` };
  });
}

interface Installed {
  readonly lock: Lock;
  readonly workspaces: ReadonlyMap<string, Manifest>;
}

function reachable(installed: Installed, start: string): string[] {
  const reached = new Map<string, string>();
  const waiting = [{ name: start, from: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const workspace = installed.workspaces.get(next.name);
    if (workspace) {
      const from = `packages/${workspace.folder}`;
      waiting.push(...Object.keys(workspace.dependencies).map((name) => ({ name, from })));
      continue;
    }
    const place = resolvePlace(installed.lock, next.name, next.from);
    if (!place || reached.has(place.path)) continue;
    reached.set(place.path, `${next.name} ${place.entry.version ?? '?'}`);
    waiting.push(...needs(place.entry).map((name) => ({ name, from: place.path })));
  }
  return [...new Set(reached.values())].sort();
}

function needs(entry: LockEntry): string[] {
  const peers = Object.keys(entry.peerDependencies ?? {}).filter(
    (name) => !entry.peerDependenciesMeta?.[name]?.optional,
  );
  return [...Object.keys(entry.dependencies ?? {}), ...Object.keys(entry.optionalDependencies ?? {}), ...peers];
}

/** Node's own way: the nearest node_modules upwards. */
function resolvePlace(lock: Lock, name: string, from: string): { path: string; entry: LockEntry } | null {
  for (let folder = from; ; folder = folder.replace(/(^|\/)[^/]*$/, '')) {
    const path = folder ? `${folder}/node_modules/${name}` : `node_modules/${name}`;
    const entry = lock[path];
    if (entry) return { path, entry };
    if (!folder) return null;
  }
}
