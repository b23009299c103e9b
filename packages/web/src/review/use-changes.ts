import { isWireError, type SessionView } from '@claude-remote/client';
import type { MachineInfo, ReplyOf, SessionId } from '@claude-remote/protocol';
import { useEffect, useMemo, useState } from 'react';
import { useHub } from '../state/hub-context.tsx';
import { type Changed, changedOfReply, editsOf, joinChanges, type Scope } from './changed.ts';

export interface Changes {
  readonly files: readonly Changed[];
  /** What git on the machine said; null while it did not, or cannot. */
  readonly reply: ReplyOf<'changes'> | null;
  readonly asking: boolean;
  /** Why the machine could not tell, in a sentence. */
  readonly trouble: string | null;
  /** One file whole; rejects with a sentence. */
  readonly askFile: (path: string) => Promise<Changed | null>;
}

export interface ChangesOf {
  readonly id: SessionId;
  readonly view: SessionView;
  readonly machine: MachineInfo | null;
  readonly scope: Scope;
  /** Whether this person may ask machines. */
  readonly mayAsk: boolean;
}

/** What changed in a turn or a session: at once what Claude's edits say, then what git on the machine adds. */
export function useChanges({ id, view, machine, scope, mayAsk }: ChangesOf): Changes {
  const { client } = useHub();
  const { transcript, state } = view;
  const [asked, setAsked] = useState<{ reply: ReplyOf<'changes'> | null; trouble: string | null; asking: boolean }>({
    reply: null,
    trouble: null,
    asking: false,
  });
  const since = sinceOf(view, scope);
  const where = mayAsk && machine?.online && since !== null ? machine.id : null;
  // What git says is asked anew when a turn begins or ends.
  const moment = `${state?.turns}:${state?.turn === null}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `moment` is when to ask again
  useEffect(() => {
    if (where === null || since === null) return;
    let wanted = true;
    setAsked((before) => ({ ...before, trouble: null, asking: true }));
    client.ask(where, { kind: 'changes', session: id, ...(since === 0 ? {} : { since }) }).then(
      (reply) => wanted && setAsked({ reply, trouble: null, asking: false }),
      (error: unknown) => {
        const trouble = isWireError(error) ? error.error : String(error);
        if (wanted) setAsked((before) => ({ ...before, trouble, asking: false }));
      },
    );
    return () => {
      wanted = false;
      setAsked({ reply: null, trouble: null, asking: false });
    };
  }, [client, id, where, since, moment]);
  const workspace = state?.workspace ?? '';
  const edits = useMemo(() => editsOf(transcript.items, scope, workspace), [transcript.items, scope, workspace]);
  const files = useMemo(() => joinChanges(edits, asked.reply, scope), [edits, asked.reply, scope]);
  return {
    ...asked,
    files,
    async askFile(path) {
      if (where === null || since === null) return null;
      const query = { kind: 'changes', session: id, path, ...(since === 0 ? {} : { since }) } as const;
      const { files: found } = await client.ask(where, query);
      return found[0] ? changedOfReply(found[0]) : null;
    },
  };
}

/**
 * Unix ms by the machine's clock from which git is asked: 0 for the session's own beginning, null for an earlier turn,
 * whose changes nothing but Claude's edits can tell from later ones.
 */
function sinceOf({ transcript, state }: SessionView, scope: Scope): number | null {
  if (scope === 'session') return 0;
  const prompt = transcript.items.findLast((item) => item.kind === 'prompt');
  const last = state?.turns ?? 0;
  return prompt?.kind === 'prompt' && prompt.turn === scope.turn && prompt.turn >= last ? prompt.at : null;
}
