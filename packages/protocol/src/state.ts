import { z } from 'zod';
import { decision, modelChoice, position, slashCommand } from './event.ts';
import { request } from './request.ts';
import {
  actor,
  attachment,
  checkedOut,
  commandId,
  machineId,
  sequence,
  sessionId,
  settings,
  timestamp,
  usage,
  worktree,
} from './scalars.ts';

/**
 * A session folded to what matters now. Hub, runner and clients all get it from `applyEvent` in the session package;
 * it travels in snapshots so that opening a session costs the same at any age.
 */
export const queuedPrompt = z.object({
  command: commandId,
  text: z.string(),
  attachments: z.array(attachment.omit({ data: true })),
  by: actor,
  at: timestamp,
});
export type QueuedPrompt = z.infer<typeof queuedPrompt>;

export const checklistItem = z.object({
  text: z.string(),
  status: z.enum(['pending', 'in_progress', 'completed']),
  /** Claude's number of it, or the tool call that makes it until Claude has numbered it; absent in lists written as a whole. */
  task: z.string().optional(),
});
export type ChecklistItem = z.infer<typeof checklistItem>;

export const limitState = z.object({
  limit: z.string(),
  status: z.enum(['allowed', 'warning', 'rejected']),
  utilization: z.number().optional(),
  resetsAt: timestamp.optional(),
});

export const sessionState = z.object({
  id: sessionId,
  machine: machineId,
  workspace: z.string(),
  title: z.string(),
  /** There when the workspace was made for this session. */
  worktree: worktree.optional(),
  /** As last told; absent when it never was. */
  branch: checkedOut.optional(),
  settings,
  startedBy: actor.nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  head: position,
  /** Claude's own id of the conversation, for `claude --resume`. */
  claudeSession: sessionId.nullable(),
  claude: z.enum(['none', 'running', 'ended']),
  /** The running turn; `applied` once Claude is known to have the prompt. */
  turn: z
    .object({ number: z.number().int(), command: commandId, startedAt: timestamp, applied: z.boolean() })
    .nullable(),
  turns: z.number().int(),
  lastOutcome: z.enum(['done', 'interrupted', 'failed']).nullable(),
  queue: z.array(queuedPrompt),
  /** Why the queue waits for a person; null when it flows. */
  paused: z.enum(['stopped', 'failed', 'limit', 'doubt']).nullable(),
  requests: z.array(request),
  /** The last request that a person decided, where and when; absent while none was. */
  decided: z.object({ decision, by: actor, at: timestamp }).optional(),
  /** Prompts whose fate a person must settle. */
  doubtful: z.array(z.object({ command: commandId, text: z.string(), reason: z.string() })),
  checklist: z.array(checklistItem),
  /** One line for lists: last thing said, asked or failed. */
  lastLine: z.string(),
  costUsd: z.number(),
  usage,
  limits: z.array(limitState),
  model: z.string().nullable(),
  version: z.string().nullable(),
  commands: z.array(slashCommand),
  models: z.array(modelChoice),
});
export type SessionState = z.infer<typeof sessionState>;

/** What lists and the inbox show of a session, without opening it. */
export const sessionSummary = sessionState
  .pick({
    id: true,
    machine: true,
    workspace: true,
    title: true,
    settings: true,
    createdAt: true,
    updatedAt: true,
    head: true,
    turn: true,
    turns: true,
    lastOutcome: true,
    paused: true,
    requests: true,
    decided: true,
    lastLine: true,
    costUsd: true,
    claude: true,
    claudeSession: true,
    worktree: true,
    branch: true,
  })
  .extend({
    queued: z.number().int(),
    doubts: z.number().int(),
    /** Where the hub keeps it in lists; the session itself knows nothing of it. */
    pinned: z.boolean(),
    archived: z.boolean(),
  });
export type SessionSummary = z.infer<typeof sessionSummary>;

/** A machine as clients see it. */
export const machineInfo = z.object({
  id: machineId,
  name: z.string(),
  online: z.boolean(),
  /** Unix ms by the hub's clock when the hub last heard the runner; null if never. */
  heardAt: timestamp.nullable(),
  platform: z.string(),
  runnerVersion: z.string(),
  claudeVersion: z.string().nullable(),
  /** Why Claude Code cannot be started there; absent when it can. */
  claudeProblem: z.string().nullable(),
  defaultWorkspace: z.string(),
  workspaces: z.array(z.string()),
  /** The modes that the machine's policy allows. */
  modes: z.array(z.enum(['ask', 'edits', 'plan', 'auto', 'bypass'])),
  demo: z.boolean(),
});
export type MachineInfo = z.infer<typeof machineInfo>;

/** A machine as its runner describes it. */
export const runnerInfo = machineInfo.omit({ id: true, online: true, heardAt: true });
export type RunnerInfo = z.infer<typeof runnerInfo>;

export const cseqMark = z.object({ session: sessionId, cseq: sequence });
