import { type HubToClient, VIEWER_CREDIT_BYTES } from '@claude-remote/protocol';
import { utf8Length } from './utf8-length.ts';

/** Bytes that are taken in before the hub is told: seldom, and long before it would have to wait. */
const PAY_BYTES = VIEWER_CREDIT_BYTES / 8;

/**
 * What event and live frames cost on this connection. Credit goes back after a frame was applied, so that a slow client is
 * sent no more than it can take; one credit stands for many small frames.
 */
export class Payment {
  private readonly sizes = new WeakMap<HubToClient, number>();
  private unpaid = 0;

  /** Remembers a frame's size, which is known only where its text is. */
  weigh(frame: HubToClient, text: string): void {
    if (frame.type === 'events' || frame.type === 'live') this.sizes.set(frame, utf8Length(text));
  }

  /** Bytes to pay for now that the frame was applied; 0 while little is unpaid. */
  applied(frame: HubToClient): number {
    this.unpaid += this.sizes.get(frame) ?? 0;
    if (this.unpaid < PAY_BYTES) return 0;
    const due = this.unpaid;
    this.unpaid = 0;
    return due;
  }

  /** A new connection begins with all its credit. */
  reset(): void {
    this.unpaid = 0;
  }
}
