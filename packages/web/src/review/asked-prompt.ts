import type { CommandId } from '@claude-remote/protocol';

/** A prompt of the transcript, as what can be done about it needs it. */
export interface AskedPrompt {
  readonly command: CommandId;
  readonly text: string;
  /** Goes straight to putting files back. */
  readonly rewind?: true;
}
