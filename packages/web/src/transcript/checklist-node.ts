import type { ChecklistItem } from '@claude-remote/protocol';
import {
  changesChecklist,
  checklistAfterCall,
  checklistAfterResult,
  type ToolItem,
  type TranscriptItem,
} from '@claude-remote/session';

/** The calls of one turn that changed Claude's list, as the one step where the first of them stood. */
export interface ChecklistNode {
  readonly kind: 'checklist';
  readonly key: string;
  /** The newest of the calls. */
  readonly tool: ToolItem;
  /** The list after it, as far as the transcript before it is loaded. */
  readonly items: readonly ChecklistItem[];
}

/** Whether the call belongs to a checklist; a refused one is a step like any other. */
export function isChecklistCall(item: TranscriptItem): item is ToolItem {
  return item.kind === 'tool' && changesChecklist(item.name) && item.status !== 'error' && item.status !== 'denied';
}

/** The list after one more call. */
export function checklistAfter(items: readonly ChecklistItem[], call: ToolItem): readonly ChecklistItem[] {
  const called = checklistAfterCall(items, call);
  return call.status === 'running' ? called : checklistAfterResult(called, call);
}
