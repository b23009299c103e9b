import {
  NOTHING_SENT,
  nextToSend,
  onReconnect,
  onResend,
  onSent,
  onStored,
  type SendWindow,
} from '@claude-remote/link';
import { EVENT_BATCH_BYTES, EVENT_BATCH_COUNT, type Event, type SessionId } from '@claude-remote/protocol';
import type { SessionJournal } from './journal/session-journal.ts';

/**
 * Sends one session's journal, in order, from what the hub has to the head. Keeps nothing: after any loss it begins again
 * at what the hub says it has stored.
 */
export class EventSender {
  private readonly journal: SessionJournal;
  private readonly way: SendingWay;
  private window: SendWindow = NOTHING_SENT;
  private sending = false;
  /** Something changed while a batch was being read. */
  private again = false;
  /** Raised when what was read may no longer be what must be sent. */
  private turn = 0;

  constructor(journal: SessionJournal, way: SendingWay) {
    this.journal = journal;
    this.way = way;
  }

  connected(stored: number): void {
    this.turn++;
    this.window = onReconnect(stored);
    this.journal.stored(stored);
    this.flush();
  }

  stored(seq: number): void {
    this.window = onStored(this.window, seq);
    this.journal.stored(seq);
    this.flush();
  }

  /** The journal has got back what the hub had beyond it. */
  tookBack(): void {
    this.stored(this.window.stored);
  }

  resend(seq: number): void {
    this.turn++;
    this.window = onResend(this.window, seq);
    this.flush();
  }

  /** Sends what can be sent now. Failures to read the journal are thrown away here and tried again at the next chance. */
  flush(): void {
    this.again = true;
    if (this.sending) return;
    this.sending = true;
    this.sendAll().catch((error: unknown) => this.way.onTrouble(`send events of ${this.journal.session}`, error));
  }

  private async sendAll(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        while (await this.sendBatch());
      }
    } finally {
      // In the same step as the last look at `again`: a flush that comes between the two would be forgotten.
      this.sending = false;
    }
  }

  private async sendBatch(): Promise<boolean> {
    const inFlight = this.window.sent - this.window.stored;
    const next = nextToSend(this.window, this.journal.head, Math.min(EVENT_BATCH_COUNT, MAX_IN_FLIGHT - inFlight));
    if (!next || !this.way.ready()) return false;
    const { turn } = this;
    const events = await this.journal.read(next.from, { count: next.to - next.from + 1, bytes: EVENT_BATCH_BYTES });
    if (turn !== this.turn) return true;
    const first = events[0];
    const last = events.at(-1);
    // The head counts events that are not synced yet: those are not read, and their step flushes again.
    if (!first || !last) return false;
    if (first.seq !== next.from) throw new Error(`the hub lacks event ${next.from}, which is no longer here`);
    if (!this.way.send(this.journal.session, events)) return false;
    this.window = onSent(this.window, last.seq);
    return true;
  }
}

/** Events of a session on their way that the hub has not yet stored; bounds what a slow hub must hold. */
const MAX_IN_FLIGHT = 16 * EVENT_BATCH_COUNT;

export interface SendingWay {
  /** Whether the link takes more now. */
  ready(): boolean;
  send(session: SessionId, events: Event[]): boolean;
  onTrouble(what: string, error: unknown): void;
}
