import type { Event, Settings, StoredCommand } from '@claude-remote/protocol';

/** What one decision records, all or nothing. */
export interface Step {
  readonly events: readonly Event[];
  /** Commands that this step acts on. */
  readonly acted?: readonly StoredCommand['id'][];
  /** Claude's output up to this frame of the holder is in this journal. */
  readonly frame?: number;
  /** A new Claude process is about to be started: its frames count from 1. */
  readonly newProcess?: true;
  /** Claude's cost counter, USD, at the last result. */
  readonly processCostUsd?: number;
  /**
   * A stop was decided and must reach Claude even if the runner dies first: of this turn, of Claude with the turn that runs, or
   * of its process alone.
   */
  readonly stop?: { readonly turn: number } | 'claude' | 'process';
  /** Settings that a living Claude must be told, also by the next runner; `settingsTold` says that it was. */
  readonly settings?: Partial<Settings>;
  readonly settingsTold?: true;
}
