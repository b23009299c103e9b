/**
 * Whether reading this block of Markdown would hold up the page: what is nested thousands deep costs a reader more than
 * the square of its length, and its calls may not fit on the stack. A few KB of an enemy's text are enough. The limits
 * lie far above what people and models write; what is over them stands as it was written.
 */
export function isHeavy(block: string): boolean {
  return block.length > MAX_CHARACTERS || CONTAINERS.test(block) || INDENTED.test(block) || nestsInline(block);
}

/** Of one block: a list may be long, and everything in it is read at once. */
const MAX_CHARACTERS = 50_000;

/** More than fifty quotes, lists and footnotes inside one another, begun on one line. */
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t]|\[\^[^\]\n]{1,999}\]:)){51}/m;
/** The same, a line for each: each level stands two columns or more to the right of the last. */
const INDENTED = /^[ \t>]{100}[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]/m;

/** Of one paragraph: each sign of emphasis and each picture could be a level; brackets are looked for again and again. */
const MAX_SIGNS = 1000;
const MAX_PICTURES = 100;
const MAX_BRACKETS = 2000;

function nestsInline(block: string): boolean {
  return withoutFence(block)
    .split(PARAGRAPH_END)
    .some(
      (text) => emphasisSigns(text) > MAX_SIGNS || count(text, '![') > MAX_PICTURES || count(text, '[') > MAX_BRACKETS,
    );
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** Only what ends a paragraph wherever it stands: an empty line, and an item of a list that is not indented. */
const PARAGRAPH_END = /\n[ \t]*(?=\n)|\n {0,3}(?=(?:[-*+]|1[.)])[ \t]+\S)/;

/** Code is not read for emphasis. A fence deeper in the block ends with what is around it, so that only the first is sure. */
function withoutFence(block: string): string {
  const mark = /^ {0,3}(?:(`{3,})[^`\n]*|(~{3,})[^\n]*)\n/.exec(block);
  if (!mark) return block;
  const fence = mark[1] ?? mark[2] ?? '';
  const end = new RegExp(`^ {0,3}${fence}${fence.charAt(0)}*[ \\t]*$`, 'm').exec(block.slice(mark[0].length));
  return end ? block.slice(mark[0].length + end.index + end[0].length) : '';
}

/** A sign between spaces is none, nor is an underscore inside a word. */
const SIGNS = /(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}_])|(?<!\s)[*~]+|[*~]+(?![\s*~])/gu;

function emphasisSigns(text: string): number {
  let signs = 0;
  for (const [run] of text.matchAll(SIGNS)) signs += run.length;
  return signs;
}
