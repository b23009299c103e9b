import type { EventBody, SessionState } from '@claude-remote/protocol';
import { applyEvent } from '@claude-remote/session';
import type { Memory } from '../journal/memory.ts';
import type { Step } from '../journal/step.ts';
import type { ActorAction, Presence } from './inputs.ts';

type Marks = { -readonly [Key in keyof Omit<Step, 'events'>]: Step[Key] };

/**
 * A reaction in the making: what will be recorded, then done. What is recorded is folded at once, so that the next
 * thought of the same reaction sees it. It touches nothing outside itself.
 */
export class Draft {
  readonly memory: Memory;
  readonly events: EventBody[] = [];
  readonly actions: ActorAction[] = [];
  readonly marks: Marks = {};
  presence: Presence;
  private folded: SessionState;
  private readonly redact: (body: EventBody) => EventBody;

  constructor(memory: Memory, presence: Presence, redact: (body: EventBody) => EventBody) {
    this.memory = memory;
    this.presence = presence;
    this.folded = memory.state;
    this.redact = redact;
  }

  get state(): SessionState {
    return this.folded;
  }

  record(...bodies: readonly EventBody[]): void {
    for (const body of bodies) {
      const clean = this.redact(body);
      this.events.push(clean);
      // The journal gives the numbers and the time; the fold of a decision needs neither.
      const { epoch, seq } = this.folded.head;
      this.folded = applyEvent(this.folded, { epoch, seq: seq + 1, at: this.folded.createdAt || 1, body: clean });
    }
  }

  act(...actions: readonly ActorAction[]): void {
    this.actions.push(...actions);
  }

  become(change: Partial<Presence>): void {
    this.presence = { ...this.presence, ...change };
  }
}
