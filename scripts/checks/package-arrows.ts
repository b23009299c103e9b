import { type Manifest, packageManifests } from './manifest.ts';
import { type SourceTree, textOf } from './source-tree.ts';

/** One row of scripts/arrows.json: which packages and npm packages this one may use, and whether it may use Node's own modules. */
interface Arrow {
  readonly packages: readonly string[];
  readonly npm: readonly string[];
  readonly node: boolean;
}
export type Arrows = Readonly<Record<string, Arrow>>;

export function readArrows(tree: SourceTree): Arrows {
  return JSON.parse(textOf(tree, 'scripts/arrows.json') ?? '{}') as Arrows; // our own file; .dependency-cruiser.cjs reads it too
}

const SCOPE = '@claude-remote/';

/** Each package.json lists only what its row allows, with exact versions; and the rows have no cycle. */
export function checkPackageArrows(tree: SourceTree): string[] {
  const arrows = readArrows(tree);
  const manifests = packageManifests(tree);
  return [...manifests.flatMap((manifest) => manifestProblems(manifest, arrows)), ...cycles(arrows)];
}

function manifestProblems(manifest: Manifest, arrows: Arrows): string[] {
  const row = arrows[manifest.folder];
  if (!row) return [`${manifest.path} has no row in scripts/arrows.json: a new package is a decision`];
  const forbidden = Object.keys(manifest.dependencies)
    .filter((name) => !isAllowed(name, row))
    .map((name) => `${manifest.path} depends on ${name}, which its row in scripts/arrows.json does not allow`);
  const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${manifest.path} asks for ${name} "${version}"; pin an exact version`);
  return [...forbidden, ...loose];
}

function isAllowed(name: string, row: Arrow): boolean {
  return name.startsWith(SCOPE) ? row.packages.includes(name.slice(SCOPE.length)) : row.npm.includes(name);
}

function cycles(arrows: Arrows): string[] {
  const clear = new Set<string>();
  const search = (name: string, path: readonly string[]): string[] => {
    if (path.includes(name)) return [`scripts/arrows.json has a cycle: ${[...path, name].join(' → ')}`];
    if (clear.has(name)) return [];
    const found = (arrows[name]?.packages ?? []).flatMap((next) => search(next, [...path, name]));
    clear.add(name);
    return found;
  };
  return Object.keys(arrows).flatMap((name) => search(name, []));
}
