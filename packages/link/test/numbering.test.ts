import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  NOTHING_SENT,
  nextToSend,
  onReconnect,
  onResend,
  onSent,
  onStored,
  receiveDense,
  type SendWindow,
} from '../src/index.ts';

const MAX_BATCH = 4;
const MAX_IN_FLIGHT = 10;

type Answer = { readonly type: 'stored' | 'resend'; readonly seq: number };

/** A sender's log, a receiver's log and a connection between them that loses its tail whenever it is cut. */
class Wire {
  head = 0;
  window: SendWindow = NOTHING_SENT;
  readonly received: number[] = [];
  private toReceiver: number[][] = [];
  private toSender: Answer[] = [];
  /** Batches of earlier connections that the receiver reads only now. */
  private late: number[][] = [];

  send(): boolean {
    const { sent, stored } = this.window;
    const next = nextToSend(this.window, this.head, Math.min(MAX_BATCH, MAX_IN_FLIGHT - (sent - stored)));
    if (!next) return false;
    const batch = Array.from({ length: next.to - next.from + 1 }, (_, index) => next.from + index);
    expect(batch.length).toBeGreaterThan(0);
    expect(batch.length).toBeLessThanOrEqual(MAX_BATCH);
    this.toReceiver.push(batch);
    this.window = onSent(this.window, next.to);
    return true;
  }

  arrive(): boolean {
    const batch = this.toReceiver.shift();
    const answer = batch && this.take(batch);
    if (answer) this.toSender.push(answer);
    return batch !== undefined;
  }

  /** Nobody hears the answer to it any more. */
  arriveLate(): void {
    const batch = this.late.shift();
    if (batch) this.take(batch);
  }

  repeat(): void {
    const batch = this.toReceiver[0];
    if (batch) this.toReceiver.unshift(batch);
  }

  loseOne(): void {
    this.toReceiver.shift();
  }

  answer(): boolean {
    const answer = this.toSender.shift();
    if (answer?.type === 'stored') this.window = onStored(this.window, answer.seq);
    if (answer?.type === 'resend') this.window = onResend(this.window, answer.seq);
    return answer !== undefined;
  }

  cut(): void {
    this.late.push(...this.toReceiver);
    this.toReceiver = [];
    this.toSender = [];
    this.window = onReconnect(this.received.length);
  }

  settle(): void {
    this.cut();
    for (let round = 0; round < 10_000; round++) if (!(this.send() || this.arrive() || this.answer())) return;
    throw new Error('the two never come to rest');
  }

  private take(batch: readonly number[]): Answer {
    const { duplicates, accept, gap } = receiveDense(this.received.length, batch[0] ?? 0, batch.length);
    if (gap !== null) return { type: 'resend', seq: gap };
    this.received.push(...batch.slice(duplicates, duplicates + accept));
    return { type: 'stored', seq: this.received.length };
  }
}

const step = fc.constantFrom('append', 'send', 'arrive', 'arriveLate', 'repeat', 'loseOne', 'answer', 'cut');

function take(wire: Wire, what: 'append' | 'send' | 'arrive' | 'arriveLate' | 'repeat' | 'loseOne' | 'answer' | 'cut') {
  if (what === 'append') wire.head += 3;
  else wire[what]();
}

describe('a numbered log on a link that loses, repeats and delays', () => {
  test('[L7] arrives once and in order, and what is on its way stays bounded', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const wire = new Wire();
        for (const what of steps) {
          take(wire, what);
          const { stored, sent } = wire.window;
          expect(wire.received, 'dense, no number twice').toEqual(wire.received.map((_, index) => index + 1));
          expect(stored).toBeLessThanOrEqual(wire.received.length);
          expect(sent).toBeGreaterThanOrEqual(stored);
          expect(sent).toBeLessThanOrEqual(wire.head);
          expect(sent - stored).toBeLessThanOrEqual(MAX_IN_FLIGHT);
        }
        wire.settle();
        expect(wire.received.length).toBe(wire.head);
        expect(wire.window).toEqual({ stored: wire.head, sent: wire.head });
      }),
      { numRuns: 500 },
    );
  });

  test('[L7] goes on from the gap, but sends nothing again that is stored and leaves nothing out', () => {
    const window = onStored(onSent(NOTHING_SENT, 9), 4);
    expect(onResend(window, 7)).toEqual({ stored: 4, sent: 6 });
    expect(onResend(window, 2)).toEqual({ stored: 4, sent: 4 });
    expect(onResend(window, 30)).toEqual({ stored: 4, sent: 9 });
  });

  test('[L7] is taken where it fits, wherever a batch begins', () => {
    expect(receiveDense(5, 6, 3)).toEqual({ duplicates: 0, accept: 3, gap: null });
    expect(receiveDense(5, 4, 3)).toEqual({ duplicates: 2, accept: 1, gap: null });
    expect(receiveDense(5, 1, 3)).toEqual({ duplicates: 3, accept: 0, gap: null });
    expect(receiveDense(5, 7, 3)).toEqual({ duplicates: 0, accept: 0, gap: 6 });
  });
});
