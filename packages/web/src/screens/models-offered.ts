import type { MachineId, SessionSummary } from '@claude-remote/protocol';
import type { ModelOffer } from '../state/known-models.ts';

/** Names that Claude Code itself takes for the newest of each kind, offered until a machine has said what it has. */
const ALIASES: readonly ModelOffer[] = [
  { value: 'opus', name: 'Opus', description: '' },
  { value: 'sonnet', name: 'Sonnet', description: '' },
  { value: 'haiku', name: 'Haiku', description: '' },
];
/** Claude's own word for what an empty choice means. */
const DEFAULT = 'default';
/** Earlier choices behind those: more would bury the field for another one. */
const MOST_EARLIER = 4;

export interface SeenModels {
  readonly machine: MachineId;
  readonly sessions: readonly SessionSummary[];
  /** What Claude last said there; empty when this device never heard it. */
  readonly said: readonly ModelOffer[];
}

/** Models to choose from on a machine: what Claude last said there, else its aliases, then those that were chosen there before. */
export function modelsOffered({ machine, sessions, said }: SeenModels): ModelOffer[] {
  const own = sessions.filter((one) => one.machine === machine).toSorted((a, b) => b.updatedAt - a.updatedAt);
  const offered = (said.length > 0 ? said : ALIASES).filter(({ value }) => value !== DEFAULT);
  const known = new Set([DEFAULT, ...offered.map(({ value }) => value)]);
  const earlier = new Set(own.flatMap(({ settings }) => settings.model ?? []).filter((value) => !known.has(value)));
  return [...offered, ...[...earlier].slice(0, MOST_EARLIER).map((value) => ({ value, name: value, description: '' }))];
}
