import { type Dial, type Direction, memoryNetwork, type Transport, type TransportEvents } from '@claude-remote/link';
import type { Life } from './life.ts';

/** Looks at a text on its way, and may change it: what comes out is what is sent. One is made for each connection. */
export type Tap = (text: string) => readonly string[];

export interface WireOptions {
  readonly name: string;
  /** Who answers now; null while nobody does. */
  readonly accept: () => Acceptor | null;
  readonly toServer: () => Tap;
  readonly toClient: () => Tap;
}

export interface Acceptor {
  readonly life: Life;
  readonly accept: (open: (events: TransportEvents) => Transport) => void;
}

/** The line between one program and the hub. Nothing arrives, breaks or is refused on it unless the simulation says so. */
export class Wire {
  readonly name: string;
  private readonly options: WireOptions;
  private readonly network;
  private refusing = false;
  /** The dialling side's connection, once it is open. */
  private current: { send(text: string): void } | null = null;

  constructor(options: WireOptions) {
    this.name = options.name;
    this.options = options;
    this.network = memoryNetwork((open) => this.accepted(open));
  }

  get refused(): boolean {
    return this.refusing;
  }

  waiting(direction: Direction): number {
    return this.network.waiting(direction);
  }

  deliver(direction: Direction): boolean {
    return this.network.deliver(direction);
  }

  cut(): void {
    this.current = null;
    this.network.cut();
  }

  refuse(refused: boolean): void {
    this.refusing = refused;
    this.network.refuse(refused);
  }

  /** Says something in the name of the dialling program, as if it had said it again. */
  inject(text: string): boolean {
    this.current?.send(text);
    return this.current !== null;
  }

  /** How one life of the dialling program reaches the hub. */
  dialOf(life: Life): Dial {
    return (events) => {
      const answering = this.options.accept() !== null;
      this.network.refuse(this.refusing || !answering);
      const inner = this.network.dial({
        onOpen: () => {
          this.current = inner;
          if (life.alive) events.onOpen();
        },
        onText: (text) => {
          if (life.alive) events.onText(text);
        },
        onClose: (why) => {
          if (this.current === inner) this.current = null;
          if (life.alive) events.onClose(why);
        },
      });
      return muted(inner, life, this.options.toServer());
    };
  }

  private accepted(open: (events: TransportEvents) => Transport): void {
    const acceptor = this.options.accept();
    if (!acceptor) {
      open({ onOpen: () => {}, onText: () => {}, onClose: () => {} }).close(1006, 'nobody is there');
      return;
    }
    const { life, accept } = acceptor;
    accept((events) => {
      const inner = open({
        onOpen: () => {
          if (life.alive) events.onOpen();
        },
        onText: (text) => {
          if (life.alive) events.onText(text);
        },
        onClose: (why) => {
          if (life.alive) events.onClose(why);
        },
      });
      return muted(inner, life, this.options.toClient());
    });
  }
}

/** A dead program says nothing any more. */
function muted(inner: Transport, life: Life, tap: Tap): Transport {
  return {
    send: (text) => {
      if (life.alive) for (const sent of tap(text)) inner.send(sent);
    },
    close: (code, reason) => {
      if (life.alive) inner.close(code, reason);
    },
    get bufferedBytes() {
      return inner.bufferedBytes;
    },
  };
}
