import type { CommandId, QueuedPrompt } from '@claude-remote/protocol';

export function withoutQueued(queue: readonly QueuedPrompt[], command: CommandId): QueuedPrompt[] {
  return queue.filter((prompt) => prompt.command !== command);
}

/** Puts a prompt before another one, or last when `before` is null or no longer there. */
export function moveQueued(
  queue: readonly QueuedPrompt[],
  command: CommandId,
  before: CommandId | null,
): QueuedPrompt[] {
  const moved = queue.find((prompt) => prompt.command === command);
  if (!moved) return [...queue];
  const rest = withoutQueued(queue, command);
  const found = rest.findIndex((prompt) => prompt.command === before);
  const index = found < 0 ? rest.length : found;
  return [...rest.slice(0, index), moved, ...rest.slice(index)];
}
