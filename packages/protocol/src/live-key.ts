import type { ToolId } from './ids.ts';
import type { LiveValue } from './live.ts';

/** Keys of live values: a later value of the same key replaces an earlier one. No schema library here: browsers import this file. */
export const partialKey = (block: string): string => `partial:${block}`;
export const toolProgressKey = (tool: ToolId): string => `tool:${tool}`;

/** The key of a value. */
export function liveKey(value: LiveValue): string {
  switch (value.kind) {
    case 'partial':
      return partialKey(value.block);
    case 'activity':
      return 'activity';
    case 'tool-progress':
      return toolProgressKey(value.tool);
  }
}
