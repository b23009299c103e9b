import type { Delivery, SessionView } from '@claude-remote/client';
import type { CommandId, SessionId } from '@claude-remote/protocol';
import { useCallback, useMemo, useState } from 'react';
import { useHub, usePending, useRefused } from './hub-context.tsx';

export interface Unseen {
  /** This device's prompts (and the start of the session) that no event shows yet, oldest first. */
  readonly unseen: readonly Delivery[];
  /** Says that a prompt was submitted here: it is shown until an event shows it, also once its machine has it. */
  readonly sent: (command: CommandId) => void;
}

export function useUnseen(session: SessionId, view: SessionView): Unseen {
  const { client } = useHub();
  const pending = usePending(session);
  const refused = useRefused(session);
  const [own, setOwn] = useState<readonly CommandId[]>([]);
  const sent = useCallback((command: CommandId) => setOwn((before) => [...before, command]), []);
  const shown = useMemo(() => shownCommands(view), [view]);
  const submitted = own.flatMap((command) => client.delivery(command) ?? []);
  const all = new Map([...refused, ...pending, ...submitted].map((delivery) => [delivery.command.id, delivery]));
  const unseen = [...all.values()].filter(
    ({ command, state }) =>
      (command.body.kind === 'prompt' || (command.body.kind === 'start' && view.state === null)) &&
      state !== 'applied' &&
      state !== 'doubtful' &&
      !shown.has(command.id),
  );
  return { unseen, sent };
}

/** Commands that the queue or the transcript draws. */
function shownCommands({ state, transcript }: SessionView): ReadonlySet<CommandId> {
  return new Set([
    ...(state?.queue ?? []).map((prompt) => prompt.command),
    ...transcript.items.flatMap((item) => (item.kind === 'prompt' ? [item.command] : [])),
  ]);
}
