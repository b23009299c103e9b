import type { Event, LiveValue, ToolId } from '@claude-remote/protocol';

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

/** A finished block, tool or turn takes the place of what was live about it. */
export function clearByEvent(view: LiveView, { body }: Event): LiveView {
  switch (body.kind) {
    case 'text':
    case 'thinking':
      return { ...view, partials: view.partials.filter((partial) => partial.block !== body.block) };
    case 'tool-ended': {
      const { [body.tool]: _, ...tools } = view.tools;
      return { ...view, tools };
    }
    case 'turn-ended':
    case 'claude-ended':
      return NOTHING_LIVE;
    default:
      return view;
  }
}
