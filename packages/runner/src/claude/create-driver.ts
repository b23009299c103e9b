import { type HolderClient, membersOf } from '@claude-remote/holder';
import { asRequestId, asSessionId, RemoteError, type SessionId } from '@claude-remote/protocol';
import { discoverClaude } from './discover.ts';
import type { ClaudeDriver, ClaudePlan, ClaudeProcess, ClaudeSink, HeldClaude } from './driver.ts';
import { claudeArguments } from './headless/arguments.ts';
import { createHeadless } from './headless/claude-process.ts';
import { type HolderPlace, reachHolder } from './start-holder.ts';
import { hasTranscript, messageBefore, promptEvidence } from './transcript.ts';

/** The driver of the real Claude Code: finds it, keeps the connection to the holder, opens and adopts processes. */
export interface DriverOptions {
  readonly holder: HolderPlace;
  /** A path or name of the program; null searches. */
  readonly claude: string | null;
  /** The whole environment of Claude's processes. */
  readonly env: Readonly<Record<string, string>>;
  /** Where Claude Code keeps its transcripts. */
  readonly configDir: string;
  readonly machine: string;
  /** Unix ms. */
  readonly now: () => number;
  /** Milliseconds that a new process may take until it speaks; START_MS when absent. */
  readonly startMs?: number;
}

/** Claude Code speaks within a second; slow disks, proxies and many MCP servers are given far more. */
const START_MS = 90_000;

/** A Claude whose holder died finishes its answer and goes (4 s seen); past this it is ended. */
const STRAY_MS = 15_000;
const STRAY_LOOK_MS = 100;

export function createDriver(options: DriverOptions): ClaudeDriver {
  return new Driver(options);
}

class Driver implements ClaudeDriver {
  private connecting: Promise<HolderClient> | null = null;
  private found: { path: string; version: string } | null = null;
  private readonly options: DriverOptions;

  constructor(options: DriverOptions) {
    this.options = options;
  }

  async check() {
    try {
      return await this.discover();
    } catch (error) {
      if (error instanceof RemoteError) return { problem: error.toWire() };
      throw error;
    }
  }

  async held(): Promise<HeldClaude[]> {
    const client = await this.holder();
    // A holder of an earlier version does not tell what was answered.
    return client.processes.map(({ key, answered = [] }) => ({
      session: asSessionId(key),
      answered: answered.map(asRequestId),
    }));
  }

  async open(plan: ClaudePlan, sink: ClaudeSink): Promise<ClaudeProcess> {
    const client = await this.holder();
    const held = client.take(plan.session);
    const { now } = this.options;
    if (held) return createHeadless({ client, plan, sink, held, now });
    const { path } = await this.discover();
    await this.settleStrays(plan.session);
    const { env } = this.options;
    const args = await this.argumentsFor(plan);
    try {
      await client.spawn({ key: plan.session, file: path, args, env, cwd: plan.workspace });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      throw new RemoteError('claude_failed', { machine: this.options.machine, detail });
    }
    const process = createHeadless({ client, plan, sink, held: null, now });
    await this.spoken(process);
    return process;
  }

  /** A process that hangs at its start would hold its prompt for ever: it is ended, and says so. */
  private async spoken(process: ReturnType<typeof createHeadless>): Promise<void> {
    const ms = this.options.startMs ?? START_MS;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new RemoteError('claude_silent', { seconds: ms / 1000 })), ms);
    });
    try {
      await Promise.race([process.ready, late]);
    } catch (error) {
      process.stop().catch(() => {}); // it may be gone already
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  async evidence(plan: ClaudePlan, command: Parameters<ClaudeDriver['evidence']>[1]) {
    await this.settleStrays(plan.session);
    return promptEvidence(this.options.configDir, plan.claudeSession, command);
  }

  private async argumentsFor(plan: ClaudePlan): Promise<string[]> {
    const adjusted = await this.adjusted(plan);
    const { begin, forkOf, forkBefore } = adjusted;
    if (begin !== 'fork' || forkOf === undefined || forkBefore === undefined) return claudeArguments(adjusted);
    const at = await messageBefore(this.options.configDir, forkOf, forkBefore);
    // Before the first prompt nothing was said.
    return at === null ? claudeArguments({ ...adjusted, begin: 'new' }) : claudeArguments(adjusted, at);
  }

  /** A conversation that was begun but never written down cannot be resumed; one that was cannot be begun again. */
  private async adjusted(plan: ClaudePlan): Promise<ClaudePlan> {
    const written = await hasTranscript(this.options.configDir, plan.claudeSession);
    if (plan.begin !== 'resume' && written) return { ...plan, begin: 'resume' };
    if (plan.begin === 'resume' && !written) return { ...plan, begin: 'new' };
    return plan;
  }

  private async discover(): Promise<{ path: string; version: string }> {
    const { claude: wanted, env, machine } = this.options;
    this.found ??= await discoverClaude({ wanted, env, machine });
    return this.found;
  }

  /** Two processes must never write one transcript: what an earlier holder left behind goes first. */
  private async settleStrays(session: SessionId): Promise<void> {
    for (let waited = 0; waited < STRAY_MS; waited += STRAY_LOOK_MS) {
      if (membersOf(session).length === 0) return;
      await new Promise((resolve) => setTimeout(resolve, STRAY_LOOK_MS));
    }
    for (const pid of membersOf(session)) process.kill(pid, 'SIGKILL');
  }

  private holder(): Promise<HolderClient> {
    this.connecting ??= reachHolder(this.options.holder, () => {
      this.connecting = null;
    }).catch((error: unknown) => {
      this.connecting = null;
      const detail = error instanceof Error ? error.message : String(error);
      throw new RemoteError('claude_failed', { machine: this.options.machine, detail });
    });
    return this.connecting;
  }
}
