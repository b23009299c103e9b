import type { MachineId } from '@claude-remote/protocol';
import type { OutboxStore } from '../packages/client/src/outbox.ts';
import type { Core } from '../packages/hub/src/start/create-core.ts';
import type { MemoryDisk } from '../packages/hub/src/storage/memory/memory-storage.ts';
import type { Storage } from '../packages/hub/src/storage/storage.ts';
import type { ClaudeDriver } from '../packages/runner/src/claude/driver.ts';
import type { Disk } from '../packages/runner/src/journal/disk.ts';
import type { Journals } from '../packages/runner/src/journal/journals.ts';
import type { Supervisor } from '../packages/runner/src/supervisor/supervisor.ts';
import type { UplinkParts } from '../packages/runner/src/uplink.ts';
import type { Tap } from './wire.ts';

/**
 * Ways to spoil one part of the product without touching its code. `says`: the program is wrong in what it says, so the
 * watch sees it; `hears`: it is wrong in what it does with what it was told, so only the outcome shows it.
 */
export interface Mutation {
  readonly storage?: (storage: Storage, disk: MemoryDisk) => Storage;
  readonly outbox?: (store: OutboxStore) => OutboxStore;
  readonly disk?: (disk: Disk) => Disk;
  readonly driver?: (driver: ClaudeDriver) => ClaudeDriver;
  readonly supervisor?: (supervisor: Supervisor) => Supervisor;
  readonly journals?: (journals: Journals) => void;
  readonly uplink?: (parts: UplinkParts) => UplinkParts;
  readonly core?: (core: Core) => void;
  readonly hubSaysToClient?: (person: string) => Tap;
  readonly clientHears?: (person: string) => Tap;
  readonly clientSays?: (person: string) => Tap;
  readonly runnerHears?: (machine: MachineId) => Tap;
  readonly runnerSays?: (machine: MachineId) => Tap;
}

export function inTurn(...taps: readonly (Tap | undefined)[]): Tap {
  const all = taps.filter((tap) => tap !== undefined);
  return (text) => all.reduce<readonly string[]>((texts, tap) => texts.flatMap((one) => [...tap(one)]), [text]);
}
