import { type Client, isWireError } from '@claude-remote/client';
import type { MachineId, MachineInfo, ReplyOf } from '@claude-remote/protocol';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useHub } from '../state/hub-context.tsx';

/** What is known of a machine's usage: the last answer stays while a newer one is asked for, or cannot be had. */
export interface KnownUsage {
  readonly usage: ReplyOf<'usage'> | null;
  readonly asking: boolean;
  /** Why the last question failed. */
  readonly trouble: string | null;
}

/** Milliseconds for which an answer is new enough for every screen that shows it. */
const FRESH_MS = 5 * 60_000;
const UNKNOWN: KnownUsage = { usage: null, asking: false, trouble: null };

/** Answers of all machines for one client, shared by the screens: Inbox, Machines and Usage ask once together. */
class UsageShelf {
  private readonly known = new Map<MachineId, KnownUsage>();
  private readonly listeners = new Set<() => void>();
  private readonly client: Client;
  /** Counts the changes. */
  version = 0;

  constructor(client: Client) {
    this.client = client;
  }

  get(machine: MachineId): KnownUsage {
    return this.known.get(machine) ?? UNKNOWN;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async ask(machine: MachineId): Promise<void> {
    const before = this.get(machine);
    if (before.asking) return;
    this.put(machine, { ...before, asking: true });
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    try {
      const usage = await this.client.ask(machine, { kind: 'usage', timeZone });
      this.put(machine, { usage, asking: false, trouble: null });
    } catch (error) {
      const trouble = isWireError(error) ? error.error : String(error);
      this.put(machine, { usage: before.usage, asking: false, trouble });
    }
  }

  private put(machine: MachineId, known: KnownUsage): void {
    this.known.set(machine, known);
    this.version++;
    for (const listener of this.listeners) listener();
  }
}

const shelves = new WeakMap<Client, UsageShelf>();

function shelfOf(client: Client): UsageShelf {
  const shelf = shelves.get(client) ?? new UsageShelf(client);
  shelves.set(client, shelf);
  return shelf;
}

/** Asks when nothing is known, and again as long as it is shown. `again` asks at once. */
export function useUsage(machine: MachineInfo): KnownUsage & { again: () => void } {
  const { client } = useHub();
  const [known = UNKNOWN] = useUsages([machine]);
  return { ...known, again: useCallback(() => void shelfOf(client).ask(machine.id), [client, machine.id]) };
}

/** The same of several machines, in their order. */
export function useUsages(machines: readonly MachineInfo[]): readonly KnownUsage[] {
  const { client, clock } = useHub();
  const shelf = shelfOf(client);
  const subscribe = useCallback((listener: () => void) => shelf.subscribe(listener), [shelf]);
  useSyncExternalStore(subscribe, () => shelf.version);
  const online = machines
    .filter((machine) => machine.online)
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    const ids = online === '' ? [] : (online.split(' ') as MachineId[]); // joined above; ids have no spaces
    for (const id of ids) if (shelf.get(id).usage === null) void shelf.ask(id);
    let cancel = clock.timer(FRESH_MS, function next() {
      for (const id of ids) void shelf.ask(id);
      cancel = clock.timer(FRESH_MS, next);
    });
    return () => cancel();
  }, [shelf, clock, online]);
  return machines.map(({ id }) => shelf.get(id));
}
