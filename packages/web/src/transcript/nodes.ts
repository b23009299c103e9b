import type { Partial as PartialText } from '@claude-remote/client';
import type { PromptItem, ToolItem, TranscriptItem } from '@claude-remote/session';
import type { ReactNode } from 'react';
import { type ChecklistNode, checklistAfter, isChecklistCall } from './checklist-node.ts';
import { describeTool } from './describe-tool.ts';

/**
 * What the transcript draws, in order: a band for each prompt, and between bands the turn's nodes. A streaming block is
 * a node with the same key as the finished one, so that the finished text takes over the same element.
 */
export type TurnNode =
  | { readonly kind: 'item'; readonly key: string; readonly item: Exclude<TranscriptItem, PromptItem> }
  | {
      readonly kind: 'live';
      readonly key: string;
      readonly block: string;
      readonly thinking: boolean;
      readonly text: string;
    }
  /** Finished read-only steps in a row, as one: `Read 3 files, searched twice`. */
  | { readonly kind: 'merged'; readonly key: string; readonly tools: readonly ToolItem[] }
  | ChecklistNode;

/** Draws nodes inside a step. */
export type DrawNodes = (nodes: readonly TurnNode[]) => ReactNode;

export type Section =
  | { readonly kind: 'prompt'; readonly key: string; readonly item: PromptItem }
  | { readonly kind: 'turn'; readonly key: string; readonly nodes: readonly TurnNode[] };

export function sectionsOf(items: readonly TranscriptItem[], partials: readonly PartialText[]): Section[] {
  const sections: Section[] = [];
  let nodes: TurnNode[] = [];
  let list: ChecklistNode['items'] = [];
  const endTurn = () => {
    const first = nodes[0];
    if (first) sections.push({ kind: 'turn', key: `turn:${first.key}`, nodes: mergeRuns(nodes) });
    nodes = [];
  };
  for (const item of items) {
    if (item.kind === 'prompt') {
      endTurn();
      sections.push({ kind: 'prompt', key: `prompt:${item.command}`, item });
    } else if (isChecklistCall(item)) {
      list = checklistAfter(list, item);
      nodes = withChecklist(nodes, item, list);
    } else nodes.push({ kind: 'item', key: keyOf(item), item });
  }
  nodes.push(...liveNodes(items, partials, null));
  endTurn();
  return sections;
}

/** The list of a turn stays where it first stood, and changes there. */
function withChecklist(nodes: readonly TurnNode[], tool: ToolItem, items: ChecklistNode['items']): TurnNode[] {
  const at = nodes.findIndex((node) => node.kind === 'checklist');
  const key = nodes[at]?.key ?? keyOf(tool);
  const node: ChecklistNode = { kind: 'checklist', key, tool, items };
  return at < 0 ? [...nodes, node] : nodes.with(at, node);
}

/** The nodes of a helper: its own steps and what it says right now. */
export function helperNodes(tool: ToolItem, partials: readonly PartialText[]): TurnNode[] {
  const nodes = tool.children.flatMap((item): TurnNode[] =>
    item.kind === 'prompt' ? [] : [{ kind: 'item', key: keyOf(item), item }],
  );
  return mergeRuns([...nodes, ...liveNodes(tool.children, partials, tool.tool)]);
}

function liveNodes(
  items: readonly TranscriptItem[],
  partials: readonly PartialText[],
  parent: string | null,
): TurnNode[] {
  const finished = new Set(items.map((item) => (item.kind === 'text' || item.kind === 'thinking' ? item.block : '')));
  return partials
    .filter((partial) => partial.parent === parent && !finished.has(partial.block))
    .map(({ block, thinking, text }) => ({ kind: 'live', key: `block:${block}`, block, thinking, text }));
}

function keyOf(item: TranscriptItem): string {
  if (item.kind === 'text' || item.kind === 'thinking') return `block:${item.block}`;
  if (item.kind === 'tool') return `tool:${item.tool}`;
  return `${item.kind}:${item.seq}`;
}

/** Merges runs of two or more, and only when something came after them: the last step stays as it is while it is read. */
function mergeRuns(nodes: readonly TurnNode[]): TurnNode[] {
  const merged: TurnNode[] = [];
  let run: ToolItem[] = [];
  const endRun = (moved: boolean) => {
    const [first] = run;
    if (first && run.length > 1 && moved) merged.push({ kind: 'merged', key: `tool:${first.tool}`, tools: run });
    else merged.push(...run.map((item): TurnNode => ({ kind: 'item', key: keyOf(item), item })));
    run = [];
  };
  for (const node of nodes) {
    if (node.kind === 'item' && node.item.kind === 'tool' && isQuietStep(node.item)) run.push(node.item);
    else {
      endRun(true);
      merged.push(node);
    }
  }
  endRun(false);
  return merged;
}

function isQuietStep(tool: ToolItem): boolean {
  return tool.status === 'ok' && tool.children.length === 0 && describeTool(tool, '').readOnly;
}

/** How many of each kind a merged row stands for. */
export function countMerged(tools: readonly ToolItem[]): {
  read: number;
  searched: number;
  listed: number;
  fetched: number;
} {
  const counts = { read: 0, searched: 0, listed: 0, fetched: 0 };
  for (const { name } of tools) {
    if (name === 'Read') counts.read++;
    else if (name === 'Grep') counts.searched++;
    else if (name === 'WebFetch') counts.fetched++;
    else counts.listed++;
  }
  return counts;
}
