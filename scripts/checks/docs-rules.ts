import { type SourceTree, textOf } from './source-tree.ts';

const PATH = 'docs/PROTOCOL.md';
/** `**D3** …` at the beginning of a line or list item. */
const RULE = /^(?:[-*] )?\*\*([A-Z][A-Z0-9]{0,2}\d+[a-z]?)\*\*/gm;
const IN_TITLE = /\[([A-Z][A-Z0-9]{0,2}\d+[a-z]?)\]/g;
/** The first argument of a test or group, whatever its quotes. */
const TITLE = /\b(?:test|it|describe)(?:\.\w+)*(?:\([^()'"`]*\))?\(\s*(['"`])([^\n]*?)\1/g;

/** Every rule of PROTOCOL.md stands in a test title, and every rule id in a title is a rule. */
export function checkDocsRules(tree: SourceTree): string[] {
  const text = textOf(tree, PATH);
  if (text === null) return [`${PATH} is missing`];
  const rules = [...text.matchAll(RULE)].map((match) => match[1] ?? '');
  const cited = citedRules(tree);
  const twice = rules.filter((rule, index) => rules.indexOf(rule) !== index);
  return [
    ...twice.map((rule) => `${PATH} numbers ${rule} twice`),
    ...rules.filter((rule) => !cited.has(rule)).map((rule) => `${PATH} promises ${rule}, but no test title cites it`),
    ...[...cited]
      .filter(([rule]) => !rules.includes(rule))
      .map(([rule, path]) => `${path} cites ${rule}, which is not a rule of ${PATH}`),
  ];
}

function citedRules(tree: SourceTree): Map<string, string> {
  const cited = new Map<string, string>();
  const tests = tree.files.filter((file) => /\.test\.tsx?$/.test(file.path) && !file.path.startsWith('scripts/'));
  for (const file of tests) {
    for (const title of file.text.matchAll(TITLE)) {
      for (const rule of (title[2] ?? '').matchAll(IN_TITLE)) cited.set(rule[1] ?? '', file.path);
    }
  }
  return cited;
}
