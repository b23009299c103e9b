import type { PermissionMode } from '@claude-remote/protocol';

/** Our permission modes and Claude Code's names for them, both ways, in one table. */
const NAMES: Readonly<Record<PermissionMode, string>> = {
  ask: 'default',
  edits: 'acceptEdits',
  plan: 'plan',
  auto: 'auto',
  bypass: 'bypassPermissions',
};

export function claudeMode(mode: PermissionMode): string {
  return NAMES[mode];
}

/** Null for a mode of Claude Code's that has no counterpart here. */
export function ourMode(name: string): PermissionMode | null {
  const modes: PermissionMode[] = ['ask', 'edits', 'plan', 'auto', 'bypass'];
  return modes.find((mode) => NAMES[mode] === name) ?? null;
}
