import type { SourceTree } from './source-tree.ts';

/** What the checks need of a package.json. */
export interface Manifest {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
  readonly description: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

interface RawManifest {
  name?: string;
  description?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** The package.json of every workspace package, by folder name. */
export function packageManifests(tree: SourceTree): Manifest[] {
  return tree.files.flatMap((file) => {
    const folder = /^packages\/([^/]+)\/package\.json$/.exec(file.path)?.[1];
    if (!folder) return [];
    // A package.json of ours: npm has read it before this program could start.
    const raw = JSON.parse(file.text) as RawManifest;
    return [
      {
        path: file.path,
        folder,
        name: raw.name ?? '',
        description: raw.description ?? '',
        dependencies: raw.dependencies ?? {},
        devDependencies: raw.devDependencies ?? {},
      },
    ];
  });
}
