import ts from 'typescript';
import { codeFiles, type SourceFile, type SourceTree } from './source-tree.ts';
import { place, syntaxOf, walk } from './syntax.ts';

/** Lines. A limit only ever goes down, and no file is exempt. */
const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 60;
/** A React component holds its markup too. */
const MAX_COMPONENT_LINES = 120;

/** Files and functions that no longer fit a head. */
export function checkSizes(tree: SourceTree): string[] {
  const styles = tree.files.filter((file) => file.path.endsWith('.css'));
  return [...codeFiles(tree), ...styles].flatMap((file) => [...fileSize(file), ...functionSizes(file)]);
}

function fileSize(file: SourceFile): string[] {
  const lines = file.text.replace(/\n$/, '').split('\n').length;
  return lines > MAX_FILE_LINES ? [`${file.path} has ${lines} lines; ${MAX_FILE_LINES} are allowed`] : [];
}

function functionSizes(file: SourceFile): string[] {
  if (file.path.endsWith('.css')) return [];
  const limit = file.path.endsWith('.tsx') ? MAX_COMPONENT_LINES : MAX_FUNCTION_LINES;
  const tree = syntaxOf(file);
  const found: string[] = [];
  walk(tree, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body || isTestGroup(node)) return;
    const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
    const lines = tree.getLineAndCharacterOfPosition(node.end).line - first + 1;
    if (lines > limit) found.push(`${place(file, node)} a function of ${lines} lines; ${limit} are allowed`);
  });
  return found;
}

/** The body of a `describe` is a heading, not a function that somebody has to hold in mind. */
function isTestGroup(node: ts.Node): boolean {
  const call = node.parent;
  if (!call || !ts.isCallExpression(call)) return false;
  return /^describe\b/.test(call.expression.getText());
}
