/** What a key in the composer means. Pure, so that the rules can be read and tested in one place. */
export interface ComposerKey {
  readonly key: string;
  readonly shift: boolean;
  /** Control, or Command on a Mac. */
  readonly control: boolean;
  /** An input method is composing a character: then no key is ours. Older browsers say so by key code 229. */
  readonly composing: boolean;
  /** The main pointer is a finger: then Enter breaks the line. */
  readonly touch: boolean;
}

export type KeyMeaning = 'send' | 'send-now' | null;

export function keyMeaning({ key, shift, control, composing, touch }: ComposerKey): KeyMeaning {
  if (composing || key !== 'Enter' || shift) return null;
  if (control) return 'send-now';
  return touch ? null : 'send';
}

/** The word before the caret that completion is about: `/` at the start of the prompt, `@` anywhere. */
export function completionAt(text: string, caret: number): { sign: '/' | '@'; typed: string; from: number } | null {
  const before = text.slice(0, caret);
  const slash = /^\/(\S*)$/.exec(before);
  if (slash) return { sign: '/', typed: slash[1] ?? '', from: 0 };
  const at = /(?:^|\s)@(\S*)$/.exec(before);
  return at ? { sign: '@', typed: at[1] ?? '', from: before.length - (at[1]?.length ?? 0) - 1 } : null;
}
