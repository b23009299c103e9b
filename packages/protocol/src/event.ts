import { z } from 'zod';
import { request } from './request.ts';
import {
  actor,
  attachment,
  checkedOut,
  commandId,
  machineId,
  requestId,
  sequence,
  sessionId,
  settings,
  timestamp,
  toolId,
  usage,
  wireError,
  worktree,
} from './scalars.ts';

/**
 * What happened in a session: written by its runner only, numbered densely from 1 for the session's whole life,
 * stored, never edited. `epoch` is raised whenever a runner takes over, and fences a writer that was replaced.
 *
 * Grammar of a turn: prompt-queued … turn-started, then command-applied, text / thinking / tool-started / tool-ended /
 * request-opened / request-closed in any order, then exactly one turn-ended.
 */
const outcome = z.enum(['done', 'interrupted', 'failed']);

/** A changed piece of a file, as Claude Code reports it: unified-diff lines with their leading sign. */
export const hunk = z.object({
  oldStart: z.number(),
  newStart: z.number(),
  lines: z.array(z.string()),
});
export type Hunk = z.infer<typeof hunk>;

/** What a person decided, in a word. */
export const decision = z.enum(['allowed', 'denied', 'chosen', 'approved']);

/** How a request ended. `by` and `command` are there when a person answered through us. */
export const closing = z.discriminatedUnion('how', [
  z.object({
    how: z.literal('answered'),
    decision,
    by: actor,
    command: commandId,
    /** The reason of a denial, or what was chosen. */
    message: z.string().optional(),
  }),
  z.object({ how: z.literal('withdrawn'), reason: z.enum(['interrupted', 'claude-ended', 'elsewhere']) }),
]);
export type Closing = z.infer<typeof closing>;

export const slashCommand = z.object({ name: z.string(), description: z.string(), argumentHint: z.string() });
export type SlashCommand = z.infer<typeof slashCommand>;

export const modelChoice = z.object({ value: z.string(), name: z.string(), description: z.string() });
export type ModelChoice = z.infer<typeof modelChoice>;

export const eventBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('session-started'),
    machine: machineId,
    workspace: z.string(),
    title: z.string(),
    settings,
    by: actor,
    claudeSession: sessionId,
    source: z.enum(['new', 'resumed', 'forked']),
    /** There when `workspace` is a working tree that was made for this session. */
    worktree: worktree.optional(),
  }),
  z.object({ kind: z.literal('session-renamed'), title: z.string() }),
  z.object({ kind: z.literal('settings-changed'), settings, command: commandId.optional() }),

  z.object({
    kind: z.literal('prompt-queued'),
    command: commandId,
    text: z.string(),
    attachments: z.array(attachment.omit({ data: true })),
    by: actor,
  }),
  z.object({ kind: z.literal('prompt-edited'), command: commandId, text: z.string() }),
  z.object({ kind: z.literal('prompt-moved'), command: commandId, before: commandId.nullable() }),
  z.object({ kind: z.literal('prompt-removed'), command: commandId }),
  z.object({ kind: z.literal('queue-paused'), reason: z.enum(['stopped', 'failed', 'limit', 'doubt']) }),
  z.object({ kind: z.literal('queue-resumed') }),

  /** The intent: written before the prompt goes to Claude. */
  z.object({
    kind: z.literal('turn-started'),
    turn: z.number().int(),
    command: commandId,
    text: z.string(),
    attachments: z.array(attachment.omit({ data: true })),
    by: actor,
  }),
  z.object({
    kind: z.literal('turn-ended'),
    turn: z.number().int(),
    command: commandId,
    outcome,
    error: wireError.optional(),
    /** USD of this turn, and of the session so far. */
    costUsd: z.number(),
    totalCostUsd: z.number(),
    usage,
    durationMs: z.number(),
    /** Claude's own final text; seed 000's `response`. */
    result: z.string().optional(),
    /** Rounds of the model inside this turn, as Claude counts them. */
    rounds: z.number().int(),
    /** As of the end of the turn; absent when nobody looked. */
    branch: checkedOut.optional(),
  }),

  /** The command took effect; for a prompt: Claude has it. */
  z.object({ kind: z.literal('command-applied'), command: commandId }),
  z.object({ kind: z.literal('command-refused'), command: commandId, error: wireError }),
  /** Nobody can know whether it ran; a person settles it. */
  z.object({ kind: z.literal('command-doubtful'), command: commandId, reason: z.string() }),

  /** A person decided about a doubtful prompt; `again` queued it anew under the settling command's id. */
  z.object({ kind: z.literal('doubt-settled'), command: commandId, how: z.enum(['again', 'leave']) }),

  /** One finished block of what Claude says. `block` is unique within the session; `parent` is the tool call of a subagent. */
  z.object({ kind: z.literal('text'), block: z.string(), text: z.string(), parent: toolId.optional() }),
  z.object({
    kind: z.literal('thinking'),
    block: z.string(),
    text: z.string(),
    durationMs: z.number().optional(),
    parent: toolId.optional(),
  }),
  /** Blocks that were shown but that Claude does not remember after a crash; the answer comes anew. */
  z.object({ kind: z.literal('blocks-superseded'), blocks: z.array(z.string()) }),
  z.object({
    kind: z.literal('tool-started'),
    tool: toolId,
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    parent: toolId.optional(),
  }),
  z.object({
    kind: z.literal('tool-ended'),
    tool: toolId,
    outcome: z.enum(['ok', 'error', 'denied', 'interrupted']),
    output: z.string(),
    /** Characters of the output that stayed on the machine. */
    omitted: z.number().int(),
    diff: z.object({ path: z.string(), hunks: z.array(hunk) }).optional(),
    durationMs: z.number().optional(),
    parent: toolId.optional(),
  }),

  z.object({ kind: z.literal('request-opened'), request }),
  z.object({ kind: z.literal('request-closed'), request: requestId, closing }),

  /** Files that Claude had edited are again as they were before that prompt; lines count what that changed. */
  z.object({
    kind: z.literal('files-rewound'),
    command: commandId,
    prompt: commandId,
    by: actor,
    files: z.array(z.string()),
    added: z.number().int(),
    removed: z.number().int(),
  }),

  /** The working tree of the session was taken away: nothing can run in it any more. */
  z.object({ kind: z.literal('worktree-removed'), command: commandId, by: actor }),

  z.object({
    kind: z.literal('claude-started'),
    claudeSession: sessionId,
    version: z.string(),
    model: z.string(),
    commands: z.array(slashCommand),
    models: z.array(modelChoice),
    /** As of this start; absent when nobody looked. */
    branch: checkedOut.optional(),
  }),
  z.object({
    kind: z.literal('claude-ended'),
    reason: z.enum(['idle', 'stopped', 'crashed', 'machine-restarted']),
    detail: z.string().optional(),
  }),
  z.object({
    kind: z.literal('limit'),
    limit: z.string(),
    status: z.enum(['allowed', 'warning', 'rejected']),
    utilization: z.number().optional(),
    resetsAt: timestamp.optional(),
  }),
  z.object({ kind: z.literal('compacted'), trigger: z.string(), tokensBefore: z.number().optional() }),
  z.object({
    kind: z.literal('notice'),
    level: z.enum(['info', 'warning', 'error']),
    text: z.string(),
  }),
  /** A frame of Claude's that this version does not know, kept so that nothing is lost. */
  z.object({ kind: z.literal('unknown'), name: z.string(), data: z.string() }),
]);
export type EventBody = z.infer<typeof eventBody>;
export type EventKind = EventBody['kind'];

/** Where an event stands in its session. */
export const position = z.object({ epoch: sequence, seq: sequence });
export type Position = z.infer<typeof position>;

export const event = z.object({ epoch: sequence, seq: sequence, at: timestamp, body: eventBody });
export type Event = z.infer<typeof event>;
export type BodyOf<Kind extends EventKind> = Extract<EventBody, { kind: Kind }>;
