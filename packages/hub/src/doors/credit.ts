import { VIEWER_CREDIT_BYTES } from '@claude-remote/protocol';

/**
 * How much one client may still be sent before it says that it took something in. A frame of any size goes out while any
 * credit is left, so that one large event cannot wait for ever.
 */
export class Credit {
  private inFlight = 0;

  get left(): boolean {
    return this.inFlight < VIEWER_CREDIT_BYTES;
  }

  spend(bytes: number): void {
    this.inFlight += bytes;
  }

  /** More than was sent is an error of the client's and counts as all of it. */
  restore(bytes: number): void {
    this.inFlight = Math.max(0, this.inFlight - bytes);
  }
}
