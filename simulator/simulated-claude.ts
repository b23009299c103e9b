import { RemoteError, type SessionId } from '@claude-remote/protocol';
import type { ClaudeDriver } from '../packages/runner/src/claude/driver.ts';
import { type Mood, SimulatedProcess } from './claude-process.ts';
import { Conversation } from './conversation.ts';
import type { Life } from './life.ts';
import type { Random } from './random.ts';

/** Claude Code on one machine, with its holder: it outlives every runner. */
export class SimulatedClaude {
  readonly conversations = new Map<SessionId, Conversation>();
  private processes: SimulatedProcess[] = [];
  private readonly random: Random;
  /** The next start of a process fails. */
  failNext = false;

  constructor(random: Random) {
    this.random = random;
  }

  /** Processes that would do something. */
  get busy(): readonly SimulatedProcess[] {
    return this.processes.filter((process) => process.busy);
  }

  get living(): readonly SimulatedProcess[] {
    return this.processes.filter((process) => process.alive);
  }

  /** The holder hears an acknowledgement; false when none is on its way. */
  hearAck(): boolean {
    const process = this.processes.find(({ owesAck }) => owesAck);
    process?.hearAck();
    return process !== undefined;
  }

  get owesAck(): boolean {
    return this.processes.some(({ owesAck }) => owesAck);
  }

  loseHolder(): void {
    for (const process of this.processes.splice(0)) process.loseHolder(this.random);
  }

  act(process: SimulatedProcess, mood: Mood): string {
    const did = process.act(this.random, mood);
    void process.pump();
    return did;
  }

  kill(process: SimulatedProcess): void {
    process.kill(this.random);
    void process.pump();
  }

  /** Claude as one life of the runner reaches it. */
  driverOf(life: Life): ClaudeDriver {
    return {
      check: async () => ({ path: '/claude', version: '1' }),
      held: async () => this.held().map(({ plan, answered }) => ({ session: plan.session, answered })),
      open: async (plan, sink) => {
        const known = this.held().find((process) => process.plan.session === plan.session);
        if (!known && this.failNext) {
          this.failNext = false;
          throw new RemoteError('claude_failed', { machine: 'simulated', detail: 'it did not start' });
        }
        const process = known ?? new SimulatedProcess(plan, this.conversation(plan.session));
        if (!known) this.processes.push(process);
        process.attach(sink, life);
        void Promise.resolve().then(() => process.pump());
        return process.handle(known !== undefined);
      },
      evidence: async ({ session }, command) => {
        if (this.random.chance(0.1)) throw new Error('the transcript cannot be read');
        return this.conversation(session).evidence(command);
      },
    };
  }

  conversation(session: SessionId): Conversation {
    const known = this.conversations.get(session);
    if (known) return known;
    const made = new Conversation();
    this.conversations.set(session, made);
    return made;
  }

  private held(): SimulatedProcess[] {
    // On the runner's one line to the holder its acknowledgements come before its questions.
    while (this.hearAck());
    this.processes = this.processes.filter((process) => !process.forgotten);
    return this.processes;
  }
}
