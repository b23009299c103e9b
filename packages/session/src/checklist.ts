import type { ChecklistItem, ToolId } from '@claude-remote/protocol';

/** Claude's list of steps, read from the tools that it keeps one with: TodoWrite writes the whole, the Task tools one line. */
const STATUS = ['pending', 'in_progress', 'completed'] as const;
/** Lines beyond these are not kept: a list that nobody reads. */
const MAX_LINES = 200;

type Input = Readonly<Record<string, unknown>>;

export interface ChecklistCall {
  readonly tool: ToolId;
  readonly name: string;
  readonly input: Input;
}

/** Whether a call of this tool changes the list. */
export function changesChecklist(name: string): boolean {
  return name === 'TodoWrite' || name === 'TaskCreate' || name === 'TaskUpdate';
}

/** Reads the input of Claude's TodoWrite tool; anything that is not of its form is left out. */
function checklistOf({ todos }: Input): ChecklistItem[] {
  if (!Array.isArray(todos)) return [];
  return todos.flatMap((todo: unknown) => {
    if (typeof todo !== 'object' || todo === null) return [];
    const { content, status } = todo as { content?: unknown; status?: unknown }; // an unread object: both are checked below
    const known = STATUS.find((name) => name === status);
    return typeof content === 'string' && known ? [{ text: content, status: known }] : [];
  });
}

export function checklistAfterCall(items: readonly ChecklistItem[], call: ChecklistCall): ChecklistItem[] {
  switch (call.name) {
    case 'TodoWrite':
      return checklistOf(call.input);
    case 'TaskCreate':
      return withNewLine(items, call);
    case 'TaskUpdate':
      return withChange(items, call.input);
    default:
      return [...items];
  }
}

/** A list that is all done ends with the next thing to do. */
function withNewLine(items: readonly ChecklistItem[], { tool, input }: ChecklistCall): ChecklistItem[] {
  if (typeof input.subject !== 'string') return [...items];
  const kept = items.some(({ status }) => status !== 'completed') ? items : [];
  return [...kept, { text: input.subject, status: 'pending' as const, task: tool }].slice(-MAX_LINES);
}

function withChange(items: readonly ChecklistItem[], { taskId, subject, status }: Input): ChecklistItem[] {
  const known = STATUS.find((name) => name === status);
  return items.flatMap((item) => {
    if (item.task !== taskId) return [item];
    if (status === 'deleted') return [];
    return [{ ...item, ...(typeof subject === 'string' && { text: subject }), ...(known && { status: known }) }];
  });
}

const NUMBERED = /^Task #(\S+) created/;

/** What a call that made a line came to: Claude tells its number in the result; a refused call leaves no line. */
export function checklistAfterResult(
  items: readonly ChecklistItem[],
  { tool, output }: { tool: ToolId; output: string },
): ChecklistItem[] {
  const number = NUMBERED.exec(output)?.[1];
  return items.flatMap((item) => {
    if (item.task !== tool) return [item];
    return number === undefined ? [] : [{ ...item, task: number }];
  });
}
