import { generateKeyPairSync, sign } from 'node:crypto';
import type { MachineId, SessionId } from '@claude-remote/protocol';
import type { ClaudeDriver } from '../packages/runner/src/claude/driver.ts';
import type { Disk } from '../packages/runner/src/journal/disk.ts';
import { Journals } from '../packages/runner/src/journal/journals.ts';
import { createRedactor } from '../packages/runner/src/redact/redact.ts';
import { Supervisor } from '../packages/runner/src/supervisor/supervisor.ts';
import { Uplink, type UplinkParts } from '../packages/runner/src/uplink.ts';
import { HUB_ID } from './hub.ts';
import { Life, type SimulatedTime } from './life.ts';
import type { Random } from './random.ts';
import { SimulatedClaude } from './simulated-claude.ts';
import { JOURNALS, SimulatedDisk } from './simulated-disk.ts';
import { memoryOn } from './watch.ts';
import type { Wire } from './wire.ts';

const KEYS = generateKeyPairSync('ed25519');
export const PUBLIC_KEY = KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const REDACTOR = createRedactor();

export interface RunnerOptions {
  readonly machine: MachineId;
  readonly time: SimulatedTime;
  readonly random: Random;
  readonly wire: () => Wire;
  /** A mutant's ways to spoil a part. */
  readonly spoilDisk: (disk: Disk) => Disk;
  readonly spoilDriver: (driver: ClaudeDriver) => ClaudeDriver;
  readonly spoilJournals: (journals: Journals) => void;
  readonly spoilUplink: (parts: UplinkParts) => UplinkParts;
  readonly spoilSupervisor: (supervisor: Supervisor) => Supervisor;
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** A machine's state at some moment, with the epoch that its runner had. */
export interface Backup {
  readonly disk: SimulatedDisk;
  readonly epoch: number;
  /** The boot that its journals belong to. */
  readonly boot: number;
}

/** The real supervisor, journals and uplink on a machine whose disk and Claudes survive them. */
export class SimulatedRunner {
  readonly machine: MachineId;
  readonly disk: SimulatedDisk;
  readonly claude: SimulatedClaude;
  /** How the machine was when the runner crashed last; null before. */
  backup: Backup | null = null;
  private epoch: number;
  /** Raised by each power cut. */
  private boot: number;
  /** The boot that the journals belong to, as the state directory says it. */
  private journalsBoot: number;
  private life = ended();
  private parts: { readonly journals: Journals; readonly uplink: Uplink } | null = null;
  private readonly options: RunnerOptions;

  constructor(options: RunnerOptions, from: Backup = { disk: new SimulatedDisk(), epoch: 1, boot: 0 }) {
    this.options = options;
    this.disk = from.disk;
    this.epoch = from.epoch - 1;
    this.boot = from.boot;
    this.journalsBoot = from.boot;
    this.machine = options.machine;
    this.claude = new SimulatedClaude(options.random);
  }

  /** It may still be opening its journals. */
  get running(): boolean {
    return this.life.alive;
  }

  journal(session: SessionId) {
    return this.parts?.journals.find(session) ?? null;
  }

  async start(): Promise<void> {
    const { machine, time, random, wire, spoilDisk, spoilJournals, spoilDriver, spoilUplink, spoilSupervisor } =
      this.options;
    const life = new Life();
    this.life = life;
    const clock = time.clockOf(life);
    const now = () => time.now;
    const epoch = ++this.epoch;
    const disk = spoilDisk(this.disk.of(life));
    const onProblem = () => undefined;
    const options = { epoch, early: true, now, clock, disk, onProblem, compactAtBytes: 8_000 };
    // A disk that refuses ends the start; somebody starts it again.
    const journals = await Journals.open(JOURNALS, options).catch(() => life.end());
    if (!journals || !life.alive) return;
    spoilJournals(journals);
    const onTrouble = (what: string, error: unknown) => {
      if (life.alive) this.options.onTrouble(`runner: ${what}`, error);
    };
    const supervisor = spoilSupervisor(
      new Supervisor({
        journals,
        driver: spoilDriver(this.claude.driverOf(life)),
        redactor: REDACTOR,
        clock,
        now,
        patience: { idleMs: 60_000, silentMs: 300_000, stopMs: 15_000 },
        policy: async () => ({ workspaces: ['/'], modes: ['ask', 'edits', 'plan'], maxSessions: 20 }),
        checkDirectory: async (_, path) => ({ ok: true, path }),
        defaultWorkspace: '/',
        defaultMode: 'ask',
        onEvents: (session, bodies) => uplink.eventsRecorded(session, bodies),
        onLive: (session, values) => uplink.showLive(session, values),
        onTrouble,
      }),
    );
    const uplink = new Uplink(
      spoilUplink({
        dial: wire().dialOf(life),
        machine,
        hub: HUB_ID,
        epoch,
        sign: (text) => sign(null, Buffer.from(text), KEYS.privateKey).toString('base64'),
        info: INFO,
        behind: this.boot !== this.journalsBoot,
        journals,
        supervisor,
        answer: async () => ({ kind: 'find-files', files: [] }),
        onPhase: () => undefined,
        onTrouble,
        clock,
        random: () => random.next(),
      }),
    );
    this.parts = { journals, uplink };
    uplink.start();
    await supervisor.begin(uplink.complete().then(() => this.complete(life)));
  }

  /** What was missed is back: the journals belong to this boot. */
  private complete(life: Life): void {
    if (life.alive) this.journalsBoot = this.boot;
  }

  /** Makes the oldest write durable; false when there is none. */
  syncNext(): boolean {
    if (this.disk.waiting > 0) this.hearAcks();
    return this.disk.syncNext();
  }

  /** What was acknowledged before a write was begun is with the holder before that write is durable. */
  private hearAcks(): void {
    while (this.claude.hearAck());
  }

  /** Its wire is cut after this. */
  crash(): void {
    this.end();
    this.disk.crash(this.options.random);
    this.backup = { disk: this.disk.copy(), epoch: this.epoch, boot: this.boot };
  }

  /** The whole machine, with holder and Claude. Its wire is cut after this. */
  cutPower(): void {
    if (this.running) this.end();
    this.claude.loseHolder();
    this.disk.cutPower(this.options.random);
    for (const [session, { unnoted }] of this.claude.conversations)
      for (const { id } of memoryOn(this.disk, session).state.requests) unnoted.add(id);
    this.boot++;
  }

  private end(): void {
    if (this.disk.waiting > 0) this.hearAcks();
    this.life.end();
    this.parts = null;
  }
}

function ended(): Life {
  const life = new Life();
  life.end();
  return life;
}

const INFO = {
  name: 'simulated',
  platform: 'simulated',
  runnerVersion: '0',
  claudeVersion: null,
  claudeProblem: null,
  defaultWorkspace: '/',
  workspaces: ['/'],
  modes: ['ask' as const],
  demo: false,
};
