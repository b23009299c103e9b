import type { SessionId } from '@claude-remote/protocol';
import { useState } from 'react';
import { useHub } from '../state/hub-context.tsx';
import { type Comment, readComments, writeComments } from './comments.ts';

export interface Comments {
  readonly all: readonly Comment[];
  /** Adds it, or takes the place of the one with its id. Kept on the device at once. */
  readonly put: (comment: Comment) => void;
  readonly remove: (id: string) => void;
  readonly clear: () => void;
}

export function useComments(session: SessionId): Comments {
  const { drafts } = useHub();
  const [all, setAll] = useState(() => readComments(drafts.read(`review:${session}`)));
  function keep(next: readonly Comment[]) {
    drafts.write(`review:${session}`, writeComments(next));
    setAll([...next]);
  }
  return {
    all,
    put: (comment) =>
      keep(
        all.some(({ id }) => id === comment.id)
          ? all.map((one) => (one.id === comment.id ? comment : one))
          : [...all, comment],
      ),
    remove: (id) => keep(all.filter((one) => one.id !== id)),
    clear: () => keep([]),
  };
}
