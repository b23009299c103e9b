import {
  asMachineId,
  type MachineId,
  type MachineInfo,
  type Query,
  RemoteError,
  type ReplyBody,
  type RunnerInfo,
  type SessionId,
} from '@claude-remote/protocol';
import type { Machines } from '../core.ts';
import type { MachineRow, Storage } from '../storage/storage.ts';

/** One connected runner, as the rest of the hub may use it. */
export interface RunnerConnection {
  readonly epoch: number;
  /** Newest event of each of its journals when it connected. */
  readonly heads: ReadonlyMap<SessionId, number>;
  /** The session was deleted. */
  forget(session: SessionId): void;
  flushCommands(session: SessionId): void;
  stored(session: SessionId, seq: number): void;
  watched(session: SessionId, watched: boolean): void;
  ask(query: Query): Promise<ReplyBody>;
  /** Clock time of its last word. */
  heardAt(): number;
  /** Ends the connection; `retry` tells the runner whether coming back can help. */
  close(error: RemoteError, options: { retry: boolean }): void;
}

export interface MachinesParts {
  readonly storage: Storage;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly onChange: (machine: MachineInfo) => void;
  /** A runner came, or went: everything that was known through it changes. */
  readonly onSource: (machine: MachineId) => void;
}

/**
 * The machines that may connect and those that are connected. It keeps who a machine is and routes to its runner; it
 * knows no sockets and no events.
 */
export class HubMachines implements Machines {
  private readonly parts: MachinesParts;
  private readonly rows = new Map<MachineId, MachineRow>();
  private readonly connections = new Map<MachineId, RunnerConnection>();

  constructor(parts: MachinesParts) {
    this.parts = parts;
    for (const row of parts.storage.machines()) this.rows.set(asMachineId(row.id), row);
  }

  /** Lets a machine in from now on. Another key under a known id is another runner: its epochs begin anew. */
  async enroll(machine: { id: string; name: string; publicKey: string; local: boolean }): Promise<void> {
    const known = this.rows.get(asMachineId(machine.id));
    const kept = known?.publicKey === machine.publicKey ? known : { epoch: 0, heardAt: null, info: null };
    await this.put({ ...kept, ...machine });
  }

  row(machine: MachineId): MachineRow | null {
    return this.rows.get(machine) ?? null;
  }

  connection(machine: MachineId): RunnerConnection | null {
    return this.connections.get(machine) ?? null;
  }

  list(): MachineInfo[] {
    return [...this.rows.values()].map((row) => this.describe(row));
  }

  local(): MachineId | null {
    const row = [...this.rows.values()].find(({ local }) => local);
    return row ? asMachineId(row.id) : null;
  }

  async ask(machine: MachineId, query: Query): Promise<ReplyBody> {
    const row = this.rows.get(machine);
    if (!row) throw new RemoteError('machine_not_found', { machine });
    const connection = this.connections.get(machine);
    if (!connection) throw new RemoteError('machine_away', { machine: row.name });
    return connection.ask(query);
  }

  /** A runner proved who it is. An older connection of the same machine is ended: the newer one is the runner. */
  async connected(machine: MachineId, connection: RunnerConnection, info: RunnerInfo): Promise<void> {
    const row = this.rows.get(machine);
    if (!row) throw new RemoteError('machine_not_found', { machine });
    const { epoch } = connection;
    await this.put({ ...row, epoch, info: JSON.stringify(info), heardAt: this.parts.now() });
  }

  /** From now on it is the machine's connection. */
  opened(machine: MachineId, connection: RunnerConnection): void {
    const older = this.connections.get(machine);
    this.connections.set(machine, connection);
    older?.close(new RemoteError('conflict', { id: machine }), { retry: true });
    this.parts.onSource(machine);
    this.changed(machine);
  }

  async described(machine: MachineId, info: RunnerInfo): Promise<void> {
    const row = this.rows.get(machine);
    if (row) await this.put({ ...row, info: JSON.stringify(info), heardAt: this.parts.now() });
  }

  async disconnected(machine: MachineId, connection: RunnerConnection): Promise<void> {
    if (this.connections.get(machine) !== connection) return;
    this.connections.delete(machine);
    this.parts.onSource(machine);
    const row = this.rows.get(machine);
    if (row) await this.put({ ...row, heardAt: this.parts.now() });
  }

  /** Milliseconds since each connected machine was last heard, by the clock whose `now` is given. */
  ages(now: number): Record<string, number> {
    return Object.fromEntries([...this.connections].map(([id, connection]) => [id, now - connection.heardAt()]));
  }

  sourceHead(machine: MachineId, session: SessionId): number | null {
    const connection = this.connections.get(machine);
    return connection ? (connection.heads.get(session) ?? 0) : null;
  }

  private async put(row: MachineRow): Promise<void> {
    this.rows.set(asMachineId(row.id), row);
    this.changed(asMachineId(row.id));
    await this.parts.storage.putMachine(row);
  }

  private changed(machine: MachineId): void {
    const row = this.rows.get(machine);
    if (row) this.parts.onChange(this.describe(row));
  }

  private describe(row: MachineRow): MachineInfo {
    const id = asMachineId(row.id);
    const info: RunnerInfo = row.info === null ? { ...UNKNOWN, name: row.name } : (JSON.parse(row.info) as RunnerInfo); // written by `put`
    return { ...info, id, online: this.connections.has(id), heardAt: row.heardAt };
  }
}

const UNKNOWN: Omit<RunnerInfo, 'name'> = {
  platform: '',
  runnerVersion: '',
  claudeVersion: null,
  claudeProblem: null,
  defaultWorkspace: '',
  workspaces: [],
  modes: [],
  demo: false,
};
