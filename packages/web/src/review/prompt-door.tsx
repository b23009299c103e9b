import type { SessionView } from '@claude-remote/client';
import type { MachineInfo, SessionId } from '@claude-remote/protocol';
import { Suspense, useCallback, useState } from 'react';
import { late } from '../offline/late.ts';
import type { AskedPrompt } from './asked-prompt.ts';

const PromptSheet = late(() => import('./prompt-sheet.tsx'), 'PromptSheet');

export interface PromptDoor {
  readonly prompt: AskedPrompt | null;
  /** Rises when a text was put into the composer's draft: it reads it anew. */
  readonly written: number;
  readonly open: (prompt: AskedPrompt) => void;
  readonly close: () => void;
  readonly onWritten: () => void;
}

/** Which prompt's menu is open. */
export function usePromptDoor(): PromptDoor {
  const [prompt, setPrompt] = useState<AskedPrompt | null>(null);
  const [written, setWritten] = useState(0);
  const close = useCallback(() => setPrompt(null), []);
  const onWritten = useCallback(() => setWritten((before) => before + 1), []);
  return { prompt, written, open: setPrompt, close, onWritten };
}

export interface OpenedPromptProps {
  readonly id: SessionId;
  readonly view: SessionView;
  readonly machine: MachineInfo | null;
  readonly door: PromptDoor;
}

export function OpenedPrompt({ id, view, machine, door }: OpenedPromptProps) {
  const { prompt, close, onWritten } = door;
  if (prompt === null || view.state === null) return null;
  return (
    <Suspense fallback={null}>
      <PromptSheet id={id} state={view.state} machine={machine} prompt={prompt} onWritten={onWritten} onClose={close} />
    </Suspense>
  );
}
