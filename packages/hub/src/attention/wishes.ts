import type { NoticeKind, NotificationPreferences, SessionSummary } from '@claude-remote/protocol';
import { isQuiet } from './quiet-hours.ts';

/** Whether a person wants to hear of something, and whether now. Pure. */
export function wants(
  { events, muted }: NotificationPreferences,
  kind: NoticeKind,
  { machine, workspace }: Pick<SessionSummary, 'machine' | 'workspace'>,
): boolean {
  return events[kind].on && !muted.some((one) => one.machine === machine && one.workspace === workspace);
}

/** Quiet hours hold everything that the person does not call urgent. */
export function heldNow({ events, quiet }: NotificationPreferences, kind: NoticeKind, now: number): boolean {
  return quiet !== null && !events[kind].urgent && isQuiet(quiet, now);
}
