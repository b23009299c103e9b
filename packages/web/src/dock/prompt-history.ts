import { HISTORY } from '../state/drafts.ts';

/** Prompts that were sent from this device, newest first, to be written again with ArrowUp. */
export interface PromptHistory {
  read(): readonly string[];
  add(prompt: string): void;
}

const KEPT = 50;
/** Characters; a longer prompt was pasted, and nobody looks for it here. */
const MAX_LENGTH = 4_000;

export function promptHistory(storage: Storage): PromptHistory {
  function read(): readonly string[] {
    try {
      const kept: unknown = JSON.parse(storage.getItem(HISTORY) ?? '[]');
      return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : [];
    } catch {
      return [];
    }
  }
  return {
    read,
    add(prompt) {
      if (prompt.trim() === '' || prompt.length > MAX_LENGTH) return;
      const others = read().filter((one) => one !== prompt);
      storage.setItem(HISTORY, JSON.stringify([prompt, ...others].slice(0, KEPT)));
    },
  };
}

/**
 * What an arrow puts into the composer; null when the arrow is the caret's. Only an empty composer, or one that shows a
 * recalled prompt unchanged, is ours: nothing that was written is ever replaced.
 */
export function recalled(history: readonly string[], text: string, key: string): string | null {
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
  const at = text === '' ? -1 : history.indexOf(text);
  if (text !== '' && at < 0) return null;
  if (key === 'ArrowUp') return history[at + 1] ?? null;
  return at < 0 ? null : (history[at - 1] ?? '');
}
