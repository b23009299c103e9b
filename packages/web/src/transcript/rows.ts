import type { PromptItem } from '@claude-remote/session';
import type { Section, TurnNode } from './nodes.ts';

/** The transcript as a flat list: what scrolls is drawn row by row, and only near the reader. */
export type Row =
  | { readonly kind: 'prompt'; readonly key: string; readonly item: PromptItem }
  | {
      readonly kind: 'node';
      readonly key: string;
      readonly node: TurnNode;
      /** The first and last of its turn. */
      readonly opens: boolean;
      readonly ends: boolean;
      /** A hairline joins the rows of a turn in which something was done or said. */
      readonly rail: boolean;
    };

export function rowsOf(sections: readonly Section[]): Row[] {
  const rows: Row[] = [];
  for (const section of sections) {
    if (section.kind === 'prompt') {
      rows.push(section);
      continue;
    }
    const { nodes } = section;
    const rail = nodes.some(isWork);
    for (const [at, node] of nodes.entries())
      rows.push({ kind: 'node', key: node.key, node, opens: at === 0, ends: at === nodes.length - 1, rail });
  }
  return rows;
}

function isWork(node: TurnNode): boolean {
  return (
    node.kind !== 'item' || node.item.kind === 'text' || node.item.kind === 'tool' || node.item.kind === 'thinking'
  );
}

/** Number of the event that began the row; what still streams has none yet. */
export function seqOf(row: Row): number {
  if (row.kind === 'prompt') return row.item.seq;
  switch (row.node.kind) {
    case 'item':
      return row.node.item.seq;
    case 'merged':
      return row.node.tools[0]?.seq ?? 0;
    case 'checklist':
      return row.node.tool.seq;
    case 'live':
      return Number.POSITIVE_INFINITY;
  }
}

/** Whether both draw the same: then the one on the screen is left alone. */
export function isSameRow(a: Row, b: Row): boolean {
  if (a.kind === 'prompt') return b.kind === 'prompt' && a.item === b.item;
  if (b.kind === 'prompt') return false;
  return a.opens === b.opens && a.ends === b.ends && a.rail === b.rail && isSameNode(a.node, b.node);
}

function isSameNode(a: TurnNode, b: TurnNode): boolean {
  if (a.kind === 'item') return b.kind === 'item' && a.item === b.item;
  if (a.kind === 'live') return b.kind === 'live' && a.text === b.text && a.thinking === b.thinking;
  if (a.kind === 'checklist') return b.kind === 'checklist' && a.tool === b.tool && a.items === b.items;
  return b.kind === 'merged' && a.tools.length === b.tools.length && a.tools.every((tool, at) => tool === b.tools[at]);
}

/** Characters of text in a line, and pixels of one, on a phone. */
const LINE_CHARS = 42;
const LINE_PX = 24;

/** Pixels that a row will take, roughly; what was drawn once is measured instead. */
export function estimatedHeight(row: Row): number {
  if (row.kind === 'prompt') return 54 + linesOf(row.item.text) * LINE_PX;
  const { node } = row;
  if (node.kind === 'live') return node.thinking ? 44 : 12 + linesOf(node.text) * LINE_PX;
  if (node.kind !== 'item') return 44;
  return node.item.kind === 'text' ? 12 + linesOf(node.item.text) * LINE_PX : 44;
}

function linesOf(text: string): number {
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / LINE_CHARS)), 0);
}
