import type { ChecklistItem } from '@claude-remote/protocol';

const STATUS = ['pending', 'in_progress', 'completed'] as const;

/** Reads the input of Claude's TodoWrite tool; anything that is not of its form is left out. */
export function checklistOf(input: Readonly<Record<string, unknown>>): ChecklistItem[] {
  const { todos } = input;
  if (!Array.isArray(todos)) return [];
  return todos.flatMap((todo: unknown) => {
    if (typeof todo !== 'object' || todo === null) return [];
    const { content, status } = todo as { content?: unknown; status?: unknown }; // an unread object: both are checked below
    const known = STATUS.find((name) => name === status);
    return typeof content === 'string' && known ? [{ text: content, status: known }] : [];
  });
}
