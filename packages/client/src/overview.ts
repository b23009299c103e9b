import type { HubToClient, MachineInfo, SessionSummary } from '@claude-remote/protocol';

/** All sessions and machines, as lists and the inbox show them. `known` is false until the hub or `remind` has told. */
export interface Overview {
  readonly known: boolean;
  /** Unix ms of when the program last ran and heard the hub; null as soon as the hub itself has told. */
  readonly rememberedAt: number | null;
  readonly sessions: readonly SessionSummary[];
  readonly machines: readonly MachineInfo[];
}

export type OverviewFrame = Extract<
  HubToClient,
  { type: 'overview' | 'session-changed' | 'session-removed' | 'machine-changed' }
>;

export const NO_OVERVIEW: Overview = { known: false, rememberedAt: null, sessions: [], machines: [] };

export function applyOverview(overview: Overview, frame: OverviewFrame): Overview {
  switch (frame.type) {
    case 'overview':
      return { known: true, rememberedAt: null, sessions: frame.sessions, machines: frame.machines };
    case 'session-changed':
      return { ...overview, sessions: replace(overview.sessions, frame.session) };
    case 'session-removed':
      return { ...overview, sessions: overview.sessions.filter(({ id }) => id !== frame.session) };
    case 'machine-changed':
      return { ...overview, machines: replace(overview.machines, frame.machine) };
  }
}

function replace<Item extends { readonly id: string }>(items: readonly Item[], item: Item): readonly Item[] {
  const known = items.some(({ id }) => id === item.id);
  return known ? items.map((other) => (other.id === item.id ? item : other)) : [...items, item];
}
