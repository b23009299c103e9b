import { packageManifests } from './manifest.ts';
import { readArrows } from './package-arrows.ts';
import { type SourceTree, textOf } from './source-tree.ts';

const PATH = 'ARCHITECTURE.md';
const BEGIN = '<!-- generated: packages -->';
const END = '<!-- end of generated: packages -->';

/** The package table and the arrows in ARCHITECTURE.md come from the package.json files. */
export function checkArchitectureTable(tree: SourceTree): string[] {
  const text = textOf(tree, PATH);
  if (text === null) return [`${PATH} is missing`];
  if (!text.includes(BEGIN) || !text.includes(END)) return [`${PATH} has no place for the generated package table`];
  return withTable(tree, text) === text ? [] : [`${PATH}: the package table is not up to date: run npm run generate`];
}

/** ARCHITECTURE.md with its generated part written anew. */
export function withTable(tree: SourceTree, text: string): string {
  const before = text.slice(0, text.indexOf(BEGIN) + BEGIN.length);
  const after = text.slice(text.indexOf(END));
  return `${before}\n${diagram(tree)}\n\n${table(tree)}\n${after}`;
}

function table(tree: SourceTree): string {
  const rows = packageManifests(tree).map(({ folder, description, dependencies }) => {
    const names = Object.keys(dependencies);
    const own = names.filter((name) => name.startsWith('@claude-remote/')).map((name) => `\`${name.slice(15)}\``);
    const npm = names.filter((name) => !name.startsWith('@claude-remote/'));
    return `| \`${folder}\` | ${description} | ${own.join(', ') || '–'} | ${npm.join(', ') || '–'} |`;
  });
  return ['| package | in one line | uses | npm |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** One line for each level: a package stands above everything that it may use. */
function diagram(tree: SourceTree): string {
  const arrows = readArrows(tree);
  const levels = new Map<string, number>();
  const level = (name: string): number => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    levels.set(name, 0); // a cycle is reported by checkPackageArrows
    const below = arrows[name]?.packages ?? [];
    const own = below.length === 0 ? 0 : 1 + Math.max(...below.map(level));
    levels.set(name, own);
    return own;
  };
  const lines: string[][] = [];
  for (const name of Object.keys(arrows)) {
    const row = level(name);
    lines[row] = [...(lines[row] ?? []), name];
  }
  const drawn = lines.toReversed().map((names) => `   ${names.join('     ')}`);
  return ['```', 'every arrow points down', '', ...drawn, '```'].join('\n');
}
