import { type SourceFile, type SourceTree, textOf } from './source-tree.ts';

/** Lines. What nobody reads to its end goes false unseen. */
const MAX_LINES: Readonly<Record<string, number>> = { 'ARCHITECTURE.md': 300, 'AGENTS.md': 150 };

const SPAN = /`([^`\n]+)`/g;
const LINK = /\]\((?!https?:|mailto:|#)([^)\s]+)\)/g;
const FENCE = /^```[\s\S]*?^```/gm;
const PATH =
  /^(?:\.\/)?(?:[\w.@-]+\/)*[\w.@-]+\.(?:ts|tsx|md|json|cjs|mjs|js|sh|ps1|css|toml|txt|png|svg|html)$|^(?:packages|scripts|docs|bin|test|e2e|bench)\/[\w./@-]*$/;

/** Every path, script, flag and link that Markdown names exists. */
export function checkDocsReferences(tree: SourceTree): string[] {
  const markdown = tree.files.filter((file) => file.path.endsWith('.md'));
  return markdown.flatMap((file) => {
    const lines = file.text.split('\n').length;
    const limit = MAX_LINES[file.path] ?? Number.POSITIVE_INFINITY;
    const long = lines > limit ? [`${file.path} has ${lines} lines; ${limit} are allowed`] : [];
    return [...long, ...spanProblems(tree, file), ...linkProblems(tree, file)];
  });
}

function spanProblems(tree: SourceTree, file: SourceFile): string[] {
  return [...file.text.replace(FENCE, '').matchAll(SPAN)].flatMap(([, span = '']) => {
    const missing = missingPart(tree, file, span);
    return missing ? [`${file.path} names ${missing}, which does not exist`] : [];
  });
}

/** The part of a code span that names something which is not there, or null. */
function missingPart(tree: SourceTree, file: SourceFile, span: string): string | null {
  const script = /^npm run ([\w:-]+)/.exec(span)?.[1];
  if (script) return hasScript(tree, script) ? null : `npm run ${script}`;
  const program = /^(\.\/(?:run|test)\.sh|\.ci\/run)(?:\s|$)/.exec(span)?.[1];
  if (program && textOf(tree, program.replace(/^\.\//, '')) === null) return program;
  const flags = /^(?:\.\/(?:run|test)\.sh|claude-remote serve)\s/.test(span)
    ? (span.match(/--[a-z][\w-]*/g) ?? [])
    : [];
  const unknown = flags.find((flag) => !isKnownFlag(tree, flag));
  if (unknown) return `the flag ${unknown}`;
  return PATH.test(span) && !exists(tree, file, span) ? span : null;
}

function linkProblems(tree: SourceTree, file: SourceFile): string[] {
  return [...file.text.replace(FENCE, '').matchAll(LINK)].flatMap(([, target = '']) => {
    const path = target.replace(/#.*$/, '');
    if (/#L\d+/.test(target)) return [`${file.path} links to a line number (${target}); lines move`];
    return exists(tree, file, path) ? [] : [`${file.path} links to ${target}, which does not exist`];
  });
}

/** Relative to the file, to its package, to the package's sources, or to the root; a bare file name may be anywhere in the package. */
function exists(tree: SourceTree, file: SourceFile, span: string): boolean {
  const name = span.replace(/^\.\//, '').replace(/\/$/, '');
  const folder = file.path.replace(/[^/]*$/, '');
  const inPackage = /^packages\/[^/]+\//.exec(file.path)?.[0];
  const candidates = [name, normal(folder + name), `${inPackage ?? ''}src/${name}`, `${inPackage ?? ''}${name}`];
  return tree.files.some(
    (known) =>
      candidates.includes(known.path) ||
      candidates.some((candidate) => known.path.startsWith(`${candidate}/`)) ||
      (!name.includes('/') && known.path.endsWith(`/${name}`)) ||
      RUNTIME_FILES.has(name),
  );
}

/** Files that the product writes or that belong to other programs; they are named in documents but not kept here. */
const RUNTIME_FILES = new Set([
  '.env',
  'config.toml',
  'sessions.json',
  'runner.json',
  'policy.json',
  'client.toml',
  'server.toml',
  'known_servers.toml',
  'CLAUDE.md',
  'settings.json',
]);

function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function hasScript(tree: SourceTree, name: string): boolean {
  const manifest = JSON.parse(textOf(tree, 'package.json') ?? '{}') as { scripts?: Record<string, string> }; // our own file
  return name in (manifest.scripts ?? {});
}

/** A flag exists when a program of ours spells it out. */
function isKnownFlag(tree: SourceTree, flag: string): boolean {
  const bare = flag.slice(2);
  return tree.files.some(
    (file) =>
      /^(packages\/(cli|hub)\/src\/|scripts\/test\.ts|test\.sh)/.test(file.path) &&
      (file.text.includes(flag) || file.text.includes(`'${bare}'`)),
  );
}
