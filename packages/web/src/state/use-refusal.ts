import type { CommandId } from '@claude-remote/protocol';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useHub } from './hub-context.tsx';

/** Why a command of this device was refused, null until then; calls `onDone` when it was done. Its session must be open. */
export function useRefusal(command: CommandId | null, onDone: () => void): string | null {
  const { client } = useHub();
  const subscribe = useCallback((listener: () => void) => client.subscribe(listener), [client]);
  const delivery = useSyncExternalStore(subscribe, () => (command === null ? null : client.delivery(command)));
  const applied = delivery?.state === 'applied';
  useEffect(() => {
    if (applied) onDone();
  }, [applied, onDone]);
  return delivery?.state === 'refused' ? (delivery.error?.error ?? '') : null;
}
