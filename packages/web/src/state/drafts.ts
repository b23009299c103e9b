import type { SessionId } from '@claude-remote/protocol';

/** What was typed and not sent, per session, on this device. Written on each pause and when the page hides. */
export interface Drafts {
  read(session: DraftKey): string;
  write(session: DraftKey, text: string): void;
  /** At sign-out: what somebody wrote must not stay for the next person. */
  forgetAll(): void;
}

/** A session's prompt, the first prompt of one that is not begun, and comments on a session's changes. */
export type DraftKey = SessionId | 'new' | `review:${string}`;

/** The database of the files that belong to drafts. Named here, so that sign-out deletes it without loading its code. */
export const DRAFT_FILES = 'claude-remote-draft-files';

const PREFIX = 'draft:';

export function createDrafts(storage: Storage): Drafts {
  return {
    read: (session) => storage.getItem(PREFIX + session) ?? '',
    write(session, text) {
      if (text === '') storage.removeItem(PREFIX + session);
      else storage.setItem(PREFIX + session, text);
    },
    forgetAll() {
      const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
      for (const key of keys) if (key?.startsWith(PREFIX)) storage.removeItem(key);
    },
  };
}
