import type { MachineId, SessionState } from '@claude-remote/protocol';
import { useEffect } from 'react';

/** A model as Claude names it. */
export type ModelOffer = SessionState['models'][number];

const PREFIX = 'models:';
/** Models of one machine that are remembered; Claude Code has a handful. */
const MOST = 30;

/** What Claude last said it has on that machine, on this device; empty when it never did. */
export function readModels(storage: Pick<Storage, 'getItem'>, machine: MachineId): ModelOffer[] {
  const text = storage.getItem(PREFIX + machine);
  if (text === null) return [];
  try {
    const kept: unknown = JSON.parse(text);
    return Array.isArray(kept) ? kept.filter(isOffer).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function isOffer(kept: unknown): kept is ModelOffer {
  if (typeof kept !== 'object' || kept === null) return false;
  const fields = ['value', 'name', 'description'] as const;
  return fields.every((field) => field in kept && typeof (kept as Record<string, unknown>)[field] === 'string'); // any object has such fields or not
}

export function keepModels(
  storage: Pick<Storage, 'setItem'>,
  { machine, models }: Pick<SessionState, 'machine' | 'models'>,
): void {
  if (models.length > 0) storage.setItem(PREFIX + machine, JSON.stringify(models.slice(0, MOST)));
}

/** Remembers what Claude says in the open session: the next one on that machine is offered it. */
export function useKeptModels(storage: Storage, state: SessionState | null): void {
  const machine = state?.machine;
  const models = state?.models;
  useEffect(() => {
    if (machine !== undefined && models !== undefined) keepModels(storage, { machine, models });
  }, [storage, machine, models]);
}
