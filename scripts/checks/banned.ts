import ts from 'typescript';
import { codeFiles, type SourceFile, type SourceTree } from './source-tree.ts';
import { place, syntaxOf, walk } from './syntax.ts';

/** A name that says nothing attracts everything. */
const BANNED_NAMES = /(^|\/)(utils?|helpers?|common|misc|managers?|[\w-]+-(utils?|helpers?|manager))(\.[a-z.]+|\/)/;

/** Where the world is read: composition roots, and what only tests use. Everything else gets clock, chance and settings passed in. */
const MAY_READ_THE_WORLD = /\/main\.tsx?$|^packages\/testkit\//;
const WORLD = new Set(['Date.now', 'Math.random', 'process.env', 'performance.now']);

/** Names that are not allowed, the world read in the wrong place, and barrels inside a package. */
export function checkBanned(tree: SourceTree): string[] {
  const names = tree.files
    .filter((file) => BANNED_NAMES.test(file.path))
    .map((file) => `${file.path} has a name that does not say what it is (utils, helpers, common, misc, manager)`);
  const sources = codeFiles(tree).filter((file) => /^packages\/[^/]+\/src\//.test(file.path));
  return [...names, ...sources.flatMap((file) => [...worldReads(file), ...reExports(file)])];
}

function worldReads(file: SourceFile): string[] {
  if (MAY_READ_THE_WORLD.test(file.path)) return [];
  const found: string[] = [];
  walk(syntaxOf(file), (node) => {
    const read = worldRead(node);
    if (read) found.push(`${place(file, node)} ${read}: pass it in; only main and testkit read the world`);
  });
  return found;
}

function worldRead(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) {
    const text = `${node.expression.getText()}.${node.name.text}`.replace(/^globalThis\./, '');
    return WORLD.has(text) ? text : null;
  }
  const isDate = ts.isNewExpression(node) && node.expression.getText() === 'Date';
  return isDate && !node.arguments?.length ? 'new Date()' : null;
}

function reExports(file: SourceFile): string[] {
  if (/^packages\/[^/]+\/src\/index\.ts$/.test(file.path)) return [];
  const found: string[] = [];
  walk(syntaxOf(file), (node) => {
    if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      found.push(`${place(file, node)} exports from another file; only a package's index.ts does that`);
    }
  });
  return found;
}
