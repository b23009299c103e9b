import type {
  Actor,
  BodyOf,
  Closing,
  CommandId,
  Event,
  EventBody,
  Request,
  ToolId,
  Usage,
  WireError,
} from '@claude-remote/protocol';

/**
 * What a person reads of a session, folded from its events. A window over the log: it may begin anywhere, so every
 * item stands on its own, and older events can be put in front with `prependToTranscript`.
 */
export interface Transcript {
  readonly items: readonly TranscriptItem[];
  /** What was folded in, so that older events can be put in front and the window can be cached. */
  readonly events: readonly Event[];
  /** Number of the oldest and newest event folded in; 0 when empty. */
  readonly from: number;
  readonly to: number;
}

interface Base {
  /** Number of the event that began the item; with `kind` its key on screens. */
  readonly seq: number;
  /** Unix ms by the runner's clock. */
  readonly at: number;
}

export interface PromptItem extends Base {
  readonly kind: 'prompt';
  readonly turn: number;
  readonly command: CommandId;
  readonly text: string;
  readonly attachments: readonly { name: string; mediaType: string }[];
  readonly by: Actor;
  readonly applied: boolean;
}
export interface TextItem extends Base {
  readonly kind: 'text';
  readonly block: string;
  readonly text: string;
}
export interface ThinkingItem extends Base {
  readonly kind: 'thinking';
  readonly block: string;
  readonly text: string;
  readonly durationMs: number | null;
}
export interface ToolItem extends Base {
  readonly kind: 'tool';
  readonly tool: ToolId;
  /** Empty when the window begins after the tool's start. */
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly status: 'running' | 'ok' | 'error' | 'denied' | 'interrupted';
  readonly output: string;
  readonly omitted: number;
  readonly diff: BodyOf<'tool-ended'>['diff'] | null;
  readonly durationMs: number | null;
  /** The steps of a helper (subagent), in order. */
  readonly children: readonly TranscriptItem[];
}
export interface RequestItem extends Base {
  readonly kind: 'request';
  readonly request: Request;
  readonly closing: Closing | null;
  /** Unix ms by the runner's clock; null while it is open. */
  readonly closedAt: number | null;
}
export interface ResultItem extends Base {
  readonly kind: 'result';
  readonly turn: number;
  readonly command: CommandId;
  readonly outcome: 'done' | 'interrupted' | 'failed';
  readonly error: WireError | null;
  readonly costUsd: number;
  readonly usage: Usage;
  readonly durationMs: number;
}
export interface NoticeItem extends Base {
  readonly kind: 'notice';
  readonly level: 'info' | 'warning' | 'error';
  /** Words of the runner; null for those that screens word themselves from `body`. */
  readonly text: string | null;
  readonly body: EventBody;
}
export type TranscriptItem = PromptItem | TextItem | ThinkingItem | ToolItem | RequestItem | ResultItem | NoticeItem;

export function emptyTranscript(): Transcript {
  return { items: [], events: [], from: 0, to: 0 };
}

export function applyToTranscript(transcript: Transcript, event: Event): Transcript {
  return applyBatchToTranscript(transcript, [event]);
}

/** Folds events in order; costs one copy of the list for the whole batch. */
export function applyBatchToTranscript(transcript: Transcript, events: readonly Event[]): Transcript {
  const first = events[0];
  const last = events.at(-1);
  if (!first || !last) return transcript;
  const items = [...transcript.items];
  for (const event of events) fold(items, event);
  return { items, events: [...transcript.events, ...events], from: transcript.from || first.seq, to: last.seq };
}

/** Puts older events in front. Folds anew, since what the window began in the middle of now has its beginning. */
export function prependToTranscript(transcript: Transcript, older: readonly Event[]): Transcript {
  return applyBatchToTranscript(emptyTranscript(), [...older, ...transcript.events]);
}

function fold(items: TranscriptItem[], { seq, at, body }: Event): void {
  switch (body.kind) {
    case 'turn-started': {
      const { turn, command, text, attachments, by } = body;
      items.push({ kind: 'prompt', seq, at, turn, command, text, attachments, by, applied: false });
      return;
    }
    case 'command-applied':
      replace(items, isPrompt(body.command), (prompt) => ({ ...prompt, applied: true }));
      return;
    case 'text':
      push(items, body.parent, { kind: 'text', seq, at, block: body.block, text: body.text });
      return;
    case 'thinking': {
      const { block, text, durationMs = null } = body;
      push(items, body.parent, { kind: 'thinking', seq, at, block, text, durationMs });
      return;
    }
    case 'tool-started':
    case 'tool-ended':
      foldTool(items, { seq, at }, body);
      return;
    case 'blocks-superseded':
      removeBlocks(items, new Set(body.blocks));
      return;
    case 'request-opened':
      items.push({ kind: 'request', seq, at, request: body.request, closing: null, closedAt: null });
      return;
    case 'request-closed':
      replace(items, isRequest(body.request), (found) => ({ ...found, closing: body.closing, closedAt: at }));
      return;
    case 'turn-ended': {
      const { turn, command, outcome, error = null, costUsd, usage, durationMs } = body;
      items.push({ kind: 'result', seq, at, turn, command, outcome, error, costUsd, usage, durationMs });
      return;
    }
    default:
      foldNotice(items, { seq, at }, body);
  }
}

function foldTool(items: TranscriptItem[], base: Base, body: BodyOf<'tool-started' | 'tool-ended'>): void {
  const blank = { status: 'running', output: '', omitted: 0, diff: null, durationMs: null, children: [] } as const;
  if (body.kind === 'tool-started') {
    const { tool, name, input } = body;
    push(items, body.parent, { kind: 'tool', ...base, tool, name, input, ...blank });
    return;
  }
  const { tool, outcome, output, omitted, diff = null, durationMs = null } = body;
  const end = { status: outcome, output, omitted, diff, durationMs };
  const found = replace(items, isTool(tool), (started) => ({ ...started, ...end }));
  if (!found) push(items, body.parent, { kind: 'tool', ...base, tool, name: '', input: {}, ...blank, ...end });
}

const SHOWN_AS_NOTICE = new Set<EventBody['kind']>([
  'session-started',
  'settings-changed',
  'claude-ended',
  'compacted',
  'files-rewound',
  'worktree-removed',
  'command-doubtful',
  'unknown',
]);

function foldNotice(items: TranscriptItem[], base: Base, body: EventBody): void {
  if (body.kind === 'notice') items.push({ kind: 'notice', ...base, level: body.level, text: body.text, body });
  else if (body.kind === 'limit' && body.status !== 'allowed')
    items.push({ kind: 'notice', ...base, level: 'warning', text: null, body });
  else if (SHOWN_AS_NOTICE.has(body.kind)) items.push({ kind: 'notice', ...base, level: 'info', text: null, body });
}

/** Adds an item at the end, or inside the tool of the helper it belongs to. */
function push(items: TranscriptItem[], parent: ToolId | undefined, item: TranscriptItem): void {
  const nested =
    parent !== undefined && replace(items, isTool(parent), (tool) => ({ ...tool, children: [...tool.children, item] }));
  if (!nested) items.push(item);
}

type Match<Item extends TranscriptItem> = (item: TranscriptItem) => item is Item;
const isTool =
  (tool: ToolId): Match<ToolItem> =>
  (item): item is ToolItem =>
    item.kind === 'tool' && item.tool === tool;
const isPrompt =
  (command: CommandId): Match<PromptItem> =>
  (item): item is PromptItem =>
    item.kind === 'prompt' && item.command === command;
const isRequest =
  (id: Request['id']): Match<RequestItem> =>
  (item): item is RequestItem =>
    item.kind === 'request' && item.request.id === id;

/** Replaces the newest item that matches, at any depth; scanning from the end, since what changes is recent. */
function replace<Item extends TranscriptItem>(
  items: TranscriptItem[],
  matches: Match<Item>,
  change: (item: Item) => TranscriptItem,
): boolean {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i];
    if (!item) continue;
    if (matches(item)) {
      items[i] = change(item);
      return true;
    }
    if (item.kind !== 'tool' || item.children.length === 0) continue;
    const children = [...item.children];
    if (replace(children, matches, change)) {
      items[i] = { ...item, children };
      return true;
    }
  }
  return false;
}

function removeBlocks(items: TranscriptItem[], blocks: ReadonlySet<string>): void {
  for (let i = items.length - 1; i >= 0; i--) {
    const item = items[i];
    if ((item?.kind === 'text' || item?.kind === 'thinking') && blocks.has(item.block)) items.splice(i, 1);
  }
}
