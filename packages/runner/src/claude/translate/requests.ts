import {
  type Answer,
  asRequestId,
  asToolId,
  type Question,
  type Request,
  type Suggestion,
} from '@claude-remote/protocol';
import { factsAbout, factsAboutBlocked } from '../facts.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../json.ts';
import { claudeMode, ourMode } from '../modes.ts';
import { shallow } from './fitting.ts';

/** Claude Code's `can_use_tool` as our request, and a person's answer as its response. */

/** A request whose raw form is kept until it is answered: suggestions and input go back as Claude gave them. */
export interface OpenRequest {
  readonly request: Request;
  readonly raw: Fields;
}

export interface RequestContext {
  readonly workspace: string;
  /** Unix ms. */
  readonly now: number;
  /** The plan as the tool call held it, where the request itself has none. */
  readonly plan?: { readonly tool: string; readonly text: string } | null;
}

/** Null when the control request is of another kind than a permission. */
export function openRequest(frame: Fields, context: RequestContext): OpenRequest | null {
  const raw = fieldsOf(frame.request);
  if (raw.subtype !== 'can_use_tool') return null;
  const common = {
    id: asRequestId(textOf(frame.request_id)),
    openedAt: context.now,
    ...(typeof raw.tool_use_id === 'string' && { tool: asToolId(raw.tool_use_id) }),
    ...(typeof raw.agent_id === 'string' && { agent: raw.agent_id }),
  };
  const input = fieldsOf(raw.input);
  const questions = raw.tool_name === 'AskUserQuestion' ? listOf(input.questions).map(readQuestion) : [];
  if (questions.length > 0) return { request: { ...common, kind: 'question', questions }, raw };
  if (raw.tool_name === 'ExitPlanMode')
    return { request: { ...common, kind: 'plan', plan: planOf(raw, input, context) }, raw };
  return { request: { ...common, ...permission(raw, input, context) }, raw };
}

function planOf(raw: Fields, input: Fields, { plan }: RequestContext): string {
  return textOf(input.plan) || (plan && plan.tool === raw.tool_use_id ? plan.text : '');
}

function permission(raw: Fields, input: Fields, context: RequestContext) {
  const toolName = textOf(raw.tool_name);
  const facts = [
    ...factsAbout(toolName, input, context.workspace),
    ...factsAboutBlocked(textOf(raw.blocked_path), context.workspace),
  ];
  const reason = textOf(raw.decision_reason);
  const description = textOf(input.description) || textOf(raw.description);
  return {
    kind: 'permission' as const,
    toolName,
    input: shallow(input),
    ...(description !== '' && { description }),
    ...(reason !== '' && { reason: { type: textOf(raw.decision_reason_type) || 'other', text: reason } }),
    facts,
    suggestions:
      raw.suppress_always_allow_rule === true ? [] : listOf(raw.permission_suggestions).flatMap(readSuggestion),
  };
}

function readQuestion(value: unknown): Question {
  const { question, header, multiSelect, options } = fieldsOf(value);
  return {
    question: textOf(question),
    header: textOf(header),
    multiSelect: multiSelect === true,
    options: listOf(options).map((option) => {
      const { label, description } = fieldsOf(option);
      return { label: textOf(label), description: textOf(description) };
    }),
  };
}

const SCOPES: Readonly<Record<string, Suggestion['scope']>> = {
  session: 'session',
  cliArg: 'session',
  localSettings: 'project',
  projectSettings: 'project',
  userSettings: 'user',
};

function readSuggestion(value: unknown, index: number): Suggestion[] {
  const raw = fieldsOf(value);
  const scope = SCOPES[textOf(raw.destination)] ?? 'session';
  switch (raw.type) {
    case 'addRules': {
      if (raw.behavior !== 'allow') return [];
      const rules = listOf(raw.rules).map((rule) => {
        const { toolName, ruleContent } = fieldsOf(rule);
        return textOf(ruleContent) ? `${textOf(toolName)}(${textOf(ruleContent)})` : textOf(toolName);
      });
      return [{ index, kind: 'rule', text: rules.join(', '), scope }];
    }
    case 'addDirectories':
      return [{ index, kind: 'directory', text: listOf(raw.directories).map(textOf).join(', '), scope }];
    case 'setMode': {
      const mode = ourMode(textOf(raw.mode));
      return mode ? [{ index, kind: 'mode', text: mode, scope }] : [];
    }
    default:
      return [];
  }
}

/** The `response` of a control response; the answer must fit the request (`misfit` in the session package). */
export function responseTo({ request, raw }: OpenRequest, answer: Answer): Fields {
  const toolUseID = raw.tool_use_id;
  const input = fieldsOf(raw.input);
  switch (answer.type) {
    case 'deny':
      return {
        behavior: 'deny',
        message: answer.message || 'The person said no.',
        ...(answer.interrupt && { interrupt: true }),
        toolUseID,
        decisionClassification: 'user_reject',
      };
    case 'choose':
      return { behavior: 'allow', updatedInput: { ...input, answers: answer.answers }, toolUseID };
    case 'approve': {
      const mode = answer.mode && { type: 'setMode', mode: claudeMode(answer.mode), destination: 'session' };
      return { behavior: 'allow', updatedInput: input, ...(mode && { updatedPermissions: [mode] }), toolUseID };
    }
    case 'allow': {
      const all = listOf(raw.permission_suggestions);
      const chosen = (answer.suggestions ?? []).map((index) => all[index]);
      const always = request.kind === 'permission' && chosen.length > 0;
      return {
        behavior: 'allow',
        updatedInput: input,
        ...(always && { updatedPermissions: chosen }),
        toolUseID,
        decisionClassification: always ? 'user_permanent' : 'user_temporary',
      };
    }
  }
}
