import type { Settings } from '@claude-remote/protocol';

/** What a copy of a session runs with: the same, but that nothing is asked has to be chosen anew, with the password. */
export function copiedSettings({ mode, ...rest }: Settings): Partial<Settings> {
  return mode === 'bypass' ? rest : { mode, ...rest };
}
