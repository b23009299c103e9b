/**
 * Colours code that is already drawn: the browser paints ranges of its text (CSS custom highlights), so that no element
 * is added, nothing moves, and a selection stays. Loaded when there is code; a browser without it shows plain code.
 */
import { createLowlight } from 'lowlight';

type Grammar = Parameters<ReturnType<typeof createLowlight>['register']>[1];

/** Each is fetched when the first code in it is shown. */
const GRAMMARS: Readonly<Record<string, () => Promise<{ default: Grammar }>>> = {
  typescript: () => import('highlight.js/lib/languages/typescript'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  bash: () => import('highlight.js/lib/languages/bash'),
  python: () => import('highlight.js/lib/languages/python'),
  go: () => import('highlight.js/lib/languages/go'),
  rust: () => import('highlight.js/lib/languages/rust'),
  java: () => import('highlight.js/lib/languages/java'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  swift: () => import('highlight.js/lib/languages/swift'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  php: () => import('highlight.js/lib/languages/php'),
  lua: () => import('highlight.js/lib/languages/lua'),
  sql: () => import('highlight.js/lib/languages/sql'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
  ini: () => import('highlight.js/lib/languages/ini'),
  xml: () => import('highlight.js/lib/languages/xml'),
  css: () => import('highlight.js/lib/languages/css'),
  scss: () => import('highlight.js/lib/languages/scss'),
  markdown: () => import('highlight.js/lib/languages/markdown'),
  diff: () => import('highlight.js/lib/languages/diff'),
  dockerfile: () => import('highlight.js/lib/languages/dockerfile'),
  powershell: () => import('highlight.js/lib/languages/powershell'),
  makefile: () => import('highlight.js/lib/languages/makefile'),
};

/** The design's five colours of code, by what grammars call things. */
const TONES: Readonly<Record<string, string>> = {
  'hljs-keyword': 'key',
  'hljs-literal': 'key',
  'hljs-built_in': 'key',
  'hljs-type': 'key',
  'hljs-name': 'key',
  'hljs-selector-tag': 'key',
  'hljs-meta': 'dim',
  'hljs-comment': 'dim',
  'hljs-quote': 'dim',
  'hljs-string': 'str',
  'hljs-regexp': 'str',
  'hljs-addition': 'str',
  'hljs-number': 'num',
  'hljs-symbol': 'num',
  'hljs-variable': 'num',
  'hljs-title': 'fn',
  'hljs-section': 'fn',
  'hljs-attr': 'fn',
  'hljs-attribute': 'fn',
};

/** Characters above which code stays plain: reading it would hold up the page. */
const MAX_CHARACTERS = 30_000;

const lowlight = createLowlight();

/**
 * Paints lines of code, each given as the text nodes that show it. Returns what takes the colours away again.
 * A grammar that is unknown or cannot be fetched paints nothing.
 */
export async function paintCode(lines: readonly (readonly Text[])[], grammar: string): Promise<() => void> {
  const code = lines.map((nodes) => nodes.map(({ data }) => data).join('')).join('\n');
  const fetch = Object.hasOwn(GRAMMARS, grammar) ? GRAMMARS[grammar] : undefined;
  if (!fetch || !('highlights' in CSS) || code.length > MAX_CHARACTERS) return () => {};
  if (!lowlight.registered(grammar)) lowlight.register(grammar, (await fetch()).default);
  const places = placesOf(lines);
  const painted = tokensOf(lowlight.highlight(grammar, code)).flatMap(({ tone, from, to }) =>
    rangesOf(places, from, to).map((range) => ({ tone, range })),
  );
  for (const { tone, range } of painted) highlightOf(tone).add(range);
  return () => {
    for (const { tone, range } of painted) highlightOf(tone).delete(range);
  };
}

type Root = ReturnType<typeof lowlight.highlight>;
type Piece = Root | Root['children'][number];

interface Token {
  readonly tone: string;
  /** Characters of the whole code: the first, and the one behind the last. */
  readonly from: number;
  readonly to: number;
}

function tokensOf(root: Root): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const visit = (node: Piece, tone: string | null) => {
    if (node.type === 'text') {
      const from = at;
      at += node.value.length;
      if (tone) tokens.push({ tone, from, to: at });
    } else if ('children' in node) {
      const own = node.type === 'element' ? toneOf(node.properties.className) : null;
      for (const child of node.children) visit(child, own ?? tone);
    }
  };
  visit(root, null);
  return tokens;
}

function toneOf(classes: unknown): string | null {
  const [first] = Array.isArray(classes) ? classes : [];
  return TONES[String(first)] ?? null;
}

function highlightOf(tone: string): Highlight {
  const known = CSS.highlights.get(`code-${tone}`);
  if (known) return known;
  const made = new Highlight();
  CSS.highlights.set(`code-${tone}`, made);
  return made;
}

/** Where a text node stands in the whole code: `from` is its first character. */
interface Place {
  readonly node: Text;
  readonly from: number;
}

function placesOf(lines: readonly (readonly Text[])[]): Place[] {
  const places: Place[] = [];
  let at = 0;
  for (const line of lines) {
    for (const node of line) {
      places.push({ node, from: at });
      at += node.length;
    }
    at += 1; // the line break
  }
  return places;
}

function rangesOf(places: readonly Place[], from: number, to: number): StaticRange[] {
  return places
    .filter((place) => place.from < to && place.from + place.node.length > from)
    .map(({ node, from: first }) => {
      const startOffset = Math.max(0, from - first);
      const endOffset = Math.min(node.length, to - first);
      return new StaticRange({ startContainer: node, startOffset, endContainer: node, endOffset });
    });
}
