import type { SessionId } from '@claude-remote/protocol';

export interface PaletteProps {
  /** The session on the screen. */
  readonly session: SessionId | null;
  readonly onGo: (path: string) => void;
  readonly onNew: () => void;
}
