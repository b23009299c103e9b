import {
  asToolId,
  type Event,
  type LiveValue,
  partialKey,
  type ToolId,
  toolProgressKey,
} from '@claude-remote/protocol';
import { clearedLive } from '@claude-remote/session';

/** What is happening right now in one open session; gone with the connection, healed by the next event. */
export interface LiveView {
  /** Unfinished blocks in the order in which they began. */
  readonly partials: readonly Partial[];
  readonly activity: Extract<LiveValue, { kind: 'activity' }> | null;
  /** Milliseconds that running tools have taken, by tool. */
  readonly tools: Readonly<Record<ToolId, number>>;
}

export interface Partial {
  readonly block: string;
  readonly text: string;
  readonly thinking: boolean;
  readonly parent: ToolId | null;
}

export const NOTHING_LIVE: LiveView = { partials: [], activity: null, tools: {} };

export function applyLive(view: LiveView, value: LiveValue): LiveView {
  switch (value.kind) {
    case 'partial':
      return { ...view, partials: applyPartial(view.partials, value) };
    case 'activity':
      return { ...view, activity: value };
    case 'tool-progress':
      return { ...view, tools: { ...view.tools, [value.tool]: value.elapsedMs } };
  }
}

/** Text that begins beyond what is held would leave a hole: it waits for a value that fits. */
function applyPartial(
  partials: readonly Partial[],
  value: Extract<LiveValue, { kind: 'partial' }>,
): readonly Partial[] {
  const known = partials.find((partial) => partial.block === value.block);
  const before = known?.text ?? '';
  if (value.offset > before.length) return partials;
  const text = before.slice(0, value.offset) + value.text;
  const next: Partial = { block: value.block, text, thinking: value.thinking, parent: value.parent ?? null };
  return known ? partials.map((partial) => (partial === known ? next : partial)) : [...partials, next];
}

/** An event takes the place of what was live about it. */
export function clearByEvent(view: LiveView, { body }: Event): LiveView {
  const cleared = clearedLive(body);
  if (cleared === null) return view;
  if (cleared === 'all') return NOTHING_LIVE;
  const { key } = cleared;
  const tools = Object.entries(view.tools).filter(([tool]) => toolProgressKey(asToolId(tool)) !== key);
  return {
    ...view,
    partials: view.partials.filter(({ block }) => partialKey(block) !== key),
    tools: Object.fromEntries(tools),
  };
}
