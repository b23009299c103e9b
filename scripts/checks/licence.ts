import { type SourceTree, textOf } from './source-tree.ts';

/** The repository says under which terms it may be used, and every package says the same. */
export function checkLicence(tree: SourceTree): string[] {
  const licence = textOf(tree, 'LICENSE') ?? '';
  const found = /^MIT License/.test(licence) ? [] : ['LICENSE is missing or is not the MIT licence'];
  const manifests = tree.files.filter((file) => /^(packages\/[^/]+\/)?package\.json$/.test(file.path));
  const other = manifests.filter((file) => !/"license": "MIT"/.test(file.text));
  return [...found, ...other.map((file) => `${file.path} does not say "license": "MIT"`)];
}
