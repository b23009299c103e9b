import type { SessionId } from '@claude-remote/protocol';
import { useMemo } from 'react';
import type { Pages } from '../transcript/use-pages.ts';
import { useHub } from './hub-context.tsx';

/** How a reader moves in that session; without a network nothing comes, and it is asked again later. */
export function usePagesOf(id: SessionId): Pages {
  const { client } = useHub();
  return useMemo(
    () => ({
      loadOlder: () => client.loadOlder(id).catch(() => false),
      loadNewer: () => client.loadNewer(id).catch(() => false),
      readAt: (seq) => client.readAt(id, seq).catch(() => false),
      follow: (following) => client.follow(id, following),
      readNewest: () => client.readNewest(id),
    }),
    [client, id],
  );
}
