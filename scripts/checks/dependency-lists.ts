import { packageManifests } from './manifest.ts';
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
  const manifests = new Map(packageManifests(tree).map((manifest) => [manifest.name, manifest]));
  return WATCHED.map((folder) => {
    const reached = new Map<string, string>();
    const visit = (name: string, from: string): void => {
      const workspace = manifests.get(name);
      if (workspace) {
        for (const next of Object.keys(workspace.dependencies)) visit(next, `packages/${workspace.folder}`);
        return;
      }
      const place = resolvePlace(lock.packages ?? {}, name, from);
      if (!place || reached.has(place.path)) return;
      reached.set(place.path, `${name} ${place.entry.version ?? '?'}`);
      for (const next of needs(place.entry)) visit(next, place.path);
    };
    visit(`@claude-remote/${folder}`, '');
    const lines = [...new Set(reached.values())].sort();
    return { path: `packages/${folder}/deps.txt`, text: `${lines.join('\n')}\n` };
  });
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
