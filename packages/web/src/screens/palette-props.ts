import type { SessionId } from '@claude-remote/protocol';

export interface PaletteProps {
  /** The session on the screen. */
  readonly session: SessionId | null;
  readonly onGo: (path: string) => void;
  readonly onNew: () => void;
}

export interface CommandPaletteProps extends PaletteProps {
  /** Shows the list of keys in its place. */
  readonly onKeys: () => void;
  readonly onClose: () => void;
}
