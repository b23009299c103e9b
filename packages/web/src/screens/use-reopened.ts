import type { SessionView } from '@claude-remote/client';
import type { SessionId } from '@claude-remote/protocol';
import { useEffect } from 'react';
import { useHub, useOverview } from '../state/hub-context.tsx';

/** A session that was just begun here may be asked for before the hub has it: asked again when the hub lists it. */
export function useReopened(id: SessionId, view: SessionView | null): void {
  const { client } = useHub();
  const { sessions } = useOverview();
  const listed = sessions.some((one) => one.id === id);
  const refused = view?.status === 'refused';
  useEffect(() => {
    if (!listed || !refused) return;
    client.close(id);
    client.open(id);
  }, [client, id, listed, refused]);
}
