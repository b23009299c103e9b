import type { SessionId } from '@claude-remote/protocol';

/** What was typed and not sent, per session, on this device. Written on each pause and when the page hides. */
export interface Drafts {
  read(session: DraftKey): string;
  write(session: DraftKey, text: string): void;
  /** Of what is written and not empty. */
  keys(): readonly DraftKey[];
  /** At sign-out: what somebody wrote must not stay for the next person. */
  forgetAll(): void;
}

/** A session's prompt, the first prompt of one that is not begun, and comments on a session's changes. */
export type DraftKey = SessionId | 'new' | `review:${string}`;

/** The database of the files that belong to drafts. Named here, so that sign-out deletes it without loading its code. */
export const DRAFT_FILES = 'claude-remote-draft-files';

/**
 * The database of what this device was told. Another name for another form of it: what an older build wrote is never
 * read by one that would stumble.
 */
export const KNOWN = 'claude-remote-known-1';

const PREFIX = 'draft:';
/** Where sent prompts are kept; it begins like drafts, so that it goes with them. */
export const HISTORY = 'draft:history';

export function createDrafts(storage: Storage): Drafts {
  return {
    read: (session) => storage.getItem(PREFIX + session) ?? '',
    write(session, text) {
      if (text === '') storage.removeItem(PREFIX + session);
      else storage.setItem(PREFIX + session, text);
    },
    keys: () =>
      Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
        .filter((key) => key.startsWith(PREFIX) && key !== HISTORY)
        .map((key) => key.slice(PREFIX.length) as DraftKey), // only `write` makes such keys
    forgetAll() {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      for (const key of keys) if (key?.startsWith(PREFIX)) storage.removeItem(key);
    },
  };
}
