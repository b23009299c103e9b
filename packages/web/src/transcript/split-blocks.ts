/**
 * Cuts Markdown where a blank line ends a top-level block, so that while text streams only the last piece is parsed
 * again. Fences and indented or numbered lists stay whole, since a blank line does not end them.
 */
export function splitBlocks(markdown: string): string[] {
  const blocks: string[] = [];
  let current: string[] = [];
  let fence: string | null = null;
  const end = () => {
    if (current.some((line) => line.trim() !== '')) blocks.push(current.join('\n'));
    current = [];
  };
  const lines = markdown.split('\n');
  lines.forEach((line, index) => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null && mark) fence = mark;
    else if (fence !== null && mark && mark[0] === fence[0] && mark.length >= fence.length && line.trim() === mark)
      fence = null;
    if (fence === null && line.trim() === '' && !continues(current, lines[index + 1])) end();
    else current.push(line);
  });
  end();
  return blocks;
}

const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?: |$)/;

/** A list goes on after a blank line when what follows is indented or another item. */
function continues(current: readonly string[], next: string | undefined): boolean {
  const first = current.find((line) => line.trim() !== '');
  if (first === undefined || next === undefined || !LIST_ITEM.test(first)) return false;
  return /^\s{2,}\S/.test(next) || LIST_ITEM.test(next);
}
