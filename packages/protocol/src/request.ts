import { z } from 'zod';
import { permissionMode, requestId, timestamp, toolId } from './scalars.ts';

/** Something Claude waits for a person to decide, made only of structured data from the runner. */

/** One "always" choice: what would be added if the person takes it. Opaque rule data stays on the runner, addressed by `index`. */
export const suggestion = z.object({
  index: z.number().int().min(0),
  kind: z.enum(['rule', 'directory', 'mode']),
  /** e.g. `Bash(npm test:*)`, a directory, or a mode name. */
  text: z.string(),
  /** How long it lasts: this session, this project on this machine, this user on this machine. */
  scope: z.enum(['session', 'project', 'user']),
});
export type Suggestion = z.infer<typeof suggestion>;

/** One thing the runner itself found about a request; `danger` turns the card into a dangerous one. */
export const fact = z.object({
  level: z.enum(['info', 'danger']),
  code: z.enum([
    'deletes',
    'outside_workspace',
    'network',
    'privileged',
    'pipes_to_shell',
    'force',
    'reason',
    'blocked_path',
  ]),
  /** The part of the input (or rule) that it is about. */
  subject: z.string(),
});
export type Fact = z.infer<typeof fact>;

const common = {
  id: requestId,
  openedAt: timestamp,
  tool: toolId.optional(),
  /** The helper (subagent) that asks; absent for the main conversation. */
  agent: z.string().optional(),
};

export const permissionRequest = z.object({
  ...common,
  kind: z.literal('permission'),
  toolName: z.string(),
  /** The exact input that will be used if allowed. */
  input: z.record(z.string(), z.unknown()),
  /** What Claude says it is for: unchecked. */
  description: z.string().optional(),
  /** Why it was asked, in Claude Code's words (rule, mode, hook …). */
  reason: z.object({ type: z.string(), text: z.string() }).optional(),
  facts: z.array(fact),
  suggestions: z.array(suggestion),
});
export type PermissionRequest = z.infer<typeof permissionRequest>;

export const question = z.object({
  question: z.string(),
  header: z.string(),
  multiSelect: z.boolean(),
  options: z.array(z.object({ label: z.string(), description: z.string() })),
});
export type Question = z.infer<typeof question>;

export const questionRequest = z.object({
  ...common,
  kind: z.literal('question'),
  questions: z.array(question).min(1),
});
export type QuestionRequest = z.infer<typeof questionRequest>;

export const planRequest = z.object({
  ...common,
  kind: z.literal('plan'),
  /** Markdown. */
  plan: z.string(),
});
export type PlanRequest = z.infer<typeof planRequest>;

export const request = z.discriminatedUnion('kind', [permissionRequest, questionRequest, planRequest]);
export type Request = z.infer<typeof request>;

/** What a person decided. Which answers fit which kind of request: `fitsRequest` in the session package. */
export const answer = z.discriminatedUnion('type', [
  /** Permission: go ahead once, or (with `suggestions`) take those "always" choices too. */
  z.strictObject({ type: z.literal('allow'), suggestions: z.array(z.number().int().min(0)).max(20).optional() }),
  /** Permission, question or plan: no. `message` is told to Claude; `interrupt` also stops the turn. */
  z.strictObject({
    type: z.literal('deny'),
    message: z.string().max(20_000).optional(),
    interrupt: z.boolean().optional(),
  }),
  /** Question: by question text, the chosen label or labels, or free text. */
  z.strictObject({
    type: z.literal('choose'),
    answers: z.record(z.string(), z.union([z.string().max(20_000), z.array(z.string().max(20_000)).max(20)])),
  }),
  /** Plan: go on in this mode. */
  z.strictObject({ type: z.literal('approve'), mode: permissionMode.optional() }),
]);
export type Answer = z.infer<typeof answer>;
