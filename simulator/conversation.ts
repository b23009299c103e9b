import type { CommandId } from '@claude-remote/protocol';
import type { PromptEvidence } from '../packages/runner/src/claude/driver.ts';
import type { Random } from './random.ts';

/** One prompt as Claude's own transcript has it. */
interface Entry {
  readonly command: CommandId;
  /** Blocks of the answer that Claude remembers. */
  blocks: number;
  ended: boolean;
}

export interface Answered {
  readonly command: CommandId;
  readonly decision: 'allow' | 'deny';
  readonly times: number;
}

/** What Claude writes down of one conversation; it outlives processes, and a killed one may leave the newest lines out. */
export class Conversation {
  private entries: Entry[] = [];
  /** Times that each prompt was begun to be answered. */
  readonly begun = new Map<CommandId, number>();
  /** Every block that was said, in order, by any process. */
  readonly said: string[] = [];
  /** Prompts that were run again although their answer had begun. */
  readonly overrun: CommandId[] = [];
  /** Blocks that were with a holder that died. */
  readonly unsure = new Set<string>();
  /** What each request was answered with, by request id. */
  readonly answers = new Map<string, Answered>();
  /** Requests that were open in the journal when the machine lost its power: what Claude was told then is known to nobody. */
  readonly unnoted = new Set<string>();
  /** Times that a process was killed while it answered this prompt. */
  readonly killed = new Map<CommandId, number>();
  processes = 0;
  requests = 0;

  /** Whether the prompt is to be answered; one that was answered before is not. */
  take(command: CommandId): boolean {
    const known = this.entries.find((entry) => entry.command === command);
    if (known?.ended) return false;
    if (known && known.blocks > 0) this.overrun.push(command);
    this.entries = [...this.entries.filter((entry) => entry !== known), { command, blocks: 0, ended: false }];
    this.begun.set(command, (this.begun.get(command) ?? 0) + 1);
    return true;
  }

  /** The text of the next block. */
  say(command: CommandId): string {
    const entry = this.entries.find((one) => one.command === command);
    if (entry) entry.blocks++;
    const text = `block ${this.said.length + 1}`;
    this.said.push(text);
    return text;
  }

  end(command: CommandId): void {
    const entry = this.entries.find((one) => one.command === command);
    if (entry) entry.ended = true;
  }

  /** The process died while it answered; the newest lines may never have been written. */
  kill(command: CommandId, random: Random): void {
    this.killed.set(command, (this.killed.get(command) ?? 0) + 1);
    const entry = this.entries.find((one) => one.command === command);
    if (!entry || entry.ended) return;
    if (random.chance(0.3)) entry.blocks = 0;
    if (entry.blocks === 0 && random.chance(0.3)) this.entries = this.entries.filter((one) => one !== entry);
  }

  evidence(command: CommandId): PromptEvidence {
    const entry = this.entries.find((one) => one.command === command);
    if (!entry) return 'absent';
    if (entry.ended) return 'answered';
    return entry.blocks === 0 ? 'unanswered' : 'interrupted';
  }
}
