import type { LiveView } from '@claude-remote/client';
import type { Attachment, CommandId, ToolId } from '@claude-remote/protocol';
import { createContext, use } from 'react';
import type { PromptDoor } from '../review/prompt-door.tsx';
import type { ReviewDoor } from '../review/review-door.tsx';

/** What every part of one session's transcript needs to know about where it stands. */
export interface Scene {
  readonly machine: string;
  readonly workspace: string;
  /** Name of the person who looks, to write "You". */
  readonly you: string;
  /** False when the way to Claude is cut: nothing is drawn as working. */
  readonly current: boolean;
  /** Tool calls that wait for a decision: they have not begun. */
  readonly undecided: ReadonlySet<ToolId>;
  /** Asks the machine for the whole output of a tool call; rejects with a sentence. */
  readonly askOutput: (tool: ToolId) => Promise<string>;
  /** What this device sent along with a prompt; empty when another did or the page was loaded since. */
  readonly filesOf: (command: CommandId) => readonly Attachment[];
  /** Opens what can be done about a prompt. */
  readonly onPrompt: PromptDoor['open'];
  /** Opens the changes of a turn, and says what they come to. */
  readonly review: Pick<ReviewDoor, 'open' | 'totalsOfTurn'>;
}

export const SceneContext = createContext<Scene | null>(null);

export function useScene(): Scene {
  const scene = use(SceneContext);
  if (!scene) throw new Error('useScene outside a transcript');
  return scene;
}

const LiveContext = createContext<LiveView | null>(null);
/** What happens right now, apart from the scene: it changes many times a second, and few parts show it. */
export const LiveProvider = LiveContext.Provider;

export function useLive(): LiveView {
  const live = use(LiveContext);
  if (!live) throw new Error('useLive outside a transcript');
  return live;
}
