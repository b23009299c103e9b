import {
  BACKOFF_FIRST_MS,
  BACKOFF_MAX_MS,
  HANDSHAKE_TIMEOUT_MS,
  HEARTBEAT_INTERVAL_MS,
  HEARTBEAT_TIMEOUT_MS,
} from '@claude-remote/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  initialLink,
  type LinkEffect,
  type LinkInput,
  type LinkState,
  PROBE_TIMEOUT_MS,
  STEADY_MS,
  stepLink,
} from '../src/machine.ts';

/** Runs the machine as the endpoint does: one wake at a time, ticks at their moment, and counts the sockets that are open. */
class Bench {
  state: LinkState = initialLink();
  now = 1_000;
  random = 0.5;
  wake: number | null = null;
  readonly sockets = new Set<number>();
  pings = 0;

  input(input: LinkInput): void {
    if (input.type === 'closed' || input.type === 'refused') this.sockets.delete(input.connection);
    const { state, effects } = stepLink(this.state, input, { now: this.now, random: this.random });
    this.state = state;
    for (const effect of effects) this.run(effect);
    if (input.type === 'stop') this.wake = null;
  }

  /** The same, about the newest connection. */
  peer(type: 'opened' | 'welcomed' | 'heard'): void {
    this.input({ type, connection: this.state.connection });
  }

  cut(): void {
    this.input({ type: 'closed', connection: this.state.connection, reason: 'cut' });
  }

  pong(n = this.pings): void {
    this.input({ type: 'pong', connection: this.state.connection, n });
  }

  open(): void {
    this.input({ type: 'start' });
    this.peer('opened');
    this.peer('welcomed');
  }

  pass(ms: number): void {
    const until = this.now + ms;
    let wakes = 0;
    while (this.wake !== null && this.wake <= until) {
      this.now = Math.max(this.now, this.wake);
      this.wake = null;
      this.input({ type: 'tick' });
      expect(++wakes, 'a wake leads on').toBeLessThan(1_000);
    }
    this.now = until;
  }

  get phase(): LinkState['phase']['phase'] {
    return this.state.phase.phase;
  }

  private run(effect: LinkEffect): void {
    switch (effect.do) {
      case 'dial':
        expect([...this.sockets], 'one socket at a time').toEqual([]);
        this.sockets.add(effect.connection);
        return;
      case 'hang-up':
        this.sockets.delete(effect.connection);
        return;
      case 'ping':
        this.pings = effect.n;
        return;
      case 'wake':
        this.wake = effect.at;
        return;
      case 'handshake':
        return;
    }
  }
}

type Step =
  | { readonly do: 'start' | 'stop' | 'probe' | 'pong' }
  | { readonly do: 'opened' | 'welcomed' | 'heard' | 'closed' | 'refused'; readonly stale: boolean }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'random'; readonly random: number };

const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ do: fc.constantFrom('start', 'stop', 'probe', 'pong') }),
    fc.record({
      do: fc.constantFrom('opened', 'welcomed', 'heard', 'closed', 'refused'),
      stale: fc.boolean(),
    }),
    fc.record({ do: fc.constant('pass'), ms: fc.integer({ min: 0, max: 40_000 }) }),
    fc.record({ do: fc.constant('random'), random: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
  ),
  { maxLength: 60 },
);

function take(bench: Bench, step: Step): void {
  switch (step.do) {
    case 'pass':
      bench.pass(step.ms);
      break;
    case 'random':
      bench.random = step.random;
      break;
    case 'pong':
      bench.pong();
      break;
    case 'start':
    case 'stop':
    case 'probe':
      bench.input({ type: step.do });
      break;
    default:
      fromPeer(bench, step);
  }
}

/** A socket speaks only while it is there; a stale one is one that was replaced and still has something to say. */
function fromPeer(bench: Bench, { do: type, stale }: Extract<Step, { stale: boolean }>): void {
  const connection = bench.state.connection - (stale ? 1 : 0);
  if (!stale && !bench.sockets.has(connection)) return;
  const before = bench.state;
  bench.input({ type, connection, code: 'forbidden', reason: 'said so' });
  if (stale) expect(bench.state, 'an older connection changes nothing').toBe(before);
}

function checkPromises({ state, sockets, now, wake }: Bench): void {
  const { phase } = state;
  const connected = phase.phase === 'connecting' || phase.phase === 'handshaking' || phase.phase === 'open';
  expect(sockets.size, `sockets while ${phase.phase}`).toBe(connected ? 1 : 0);
  if (connected || phase.phase === 'waiting') {
    expect(wake, `${phase.phase} is never left alone`).not.toBeNull();
    expect((wake ?? 0) - now).toBeLessThanOrEqual(BACKOFF_MAX_MS);
  }
  if (phase.phase === 'open') {
    expect(phase.heardAt + HEARTBEAT_TIMEOUT_MS, 'a silent link is not shown as open').toBeGreaterThan(now);
  }
}

describe('a dialled link', () => {
  test('[L1] has never two sockets, listens to none but the newest, and is never left waiting for nothing', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const bench = new Bench();
        for (const step of taken) {
          take(bench, step);
          checkPromises(bench);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('[L2] tries again at once, then after a random time below a step that doubles up to its bound', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 25 }), (randoms) => {
        const bench = new Bench();
        bench.input({ type: 'start' });
        for (const [index, random] of randoms.entries()) {
          bench.random = random;
          bench.cut();
          const { phase } = bench.state;
          if (phase.phase !== 'waiting') throw new Error(`${phase.phase} after a failed try`);
          const step = index === 0 ? 0 : Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** index);
          expect(phase.retryAt - bench.now).toBeCloseTo(random * step, 6);
          bench.pass(phase.retryAt - bench.now);
          expect(bench.phase).toBe('connecting');
        }
      }),
    );
  });

  test('[L2] backs off from a peer that welcomes and hangs up, and forgets that when a link has held', () => {
    const bench = new Bench();
    bench.open();
    const waits: number[] = [];
    for (let round = 0; round < 6; round++) {
      bench.cut();
      const { phase } = bench.state;
      waits.push(phase.phase === 'waiting' ? phase.retryAt - bench.now : Number.NaN);
      bench.pass(BACKOFF_MAX_MS / 10);
      if (bench.phase === 'waiting') bench.pass(BACKOFF_MAX_MS);
      bench.open();
    }
    expect(waits[0]).toBe(0);
    expect(waits.at(-1)).toBeGreaterThan(waits[1] ?? 0);
    for (let second = 0; second < STEADY_MS / 1000; second++) {
      bench.pass(1000);
      bench.peer('heard');
    }
    bench.cut();
    expect(bench.state.phase).toMatchObject({ phase: 'waiting', attempt: 1, retryAt: bench.now });
  });
});

describe('heartbeats', () => {
  test('[L3] are sent in every interval, and their answers keep the link', () => {
    const bench = new Bench();
    bench.open();
    for (let beat = 0; beat < 20; beat++) {
      const before = bench.pings;
      bench.pass(HEARTBEAT_INTERVAL_MS);
      expect(bench.pings).toBe(before + 1);
      bench.pong();
      expect(bench.phase).toBe('open');
    }
  });

  test('[L3] that stay unanswered end the link, and it is dialled anew', () => {
    const bench = new Bench();
    bench.open();
    const first = bench.state.connection;
    bench.pass(HEARTBEAT_TIMEOUT_MS - 1);
    expect(bench.phase).toBe('open');
    bench.pass(1);
    expect(bench.phase).not.toBe('open');
    expect(bench.sockets.has(first)).toBe(false);
    bench.pass(1);
    expect(bench.phase).toBe('connecting');
  });

  test('[L3] measure the round trip by the newest answer only', () => {
    const bench = new Bench();
    bench.open();
    bench.pass(40);
    bench.pong();
    expect(bench.state.phase).toMatchObject({ phase: 'open', roundTripMs: 40, heardAt: bench.now });
    bench.pass(HEARTBEAT_INTERVAL_MS);
    bench.pong(bench.pings - 1);
    expect(bench.state.phase).toMatchObject({ roundTripMs: 40, heardAt: bench.now });
  });
});

describe('a handshake', () => {
  test('[L4] that is not finished in its time ends, whatever else the peer says', () => {
    const bench = new Bench();
    bench.input({ type: 'start' });
    bench.pass(HANDSHAKE_TIMEOUT_MS - 1);
    expect(bench.phase).toBe('connecting');
    bench.peer('opened');
    for (let word = 0; word < 9; word++) {
      bench.pass(HANDSHAKE_TIMEOUT_MS / 10);
      bench.peer('heard');
      bench.pong(1);
      expect(bench.phase).toBe('handshaking');
    }
    bench.pass(HANDSHAKE_TIMEOUT_MS / 10);
    expect(bench.state.failures).toBe(1);
    expect(bench.phase).not.toBe('handshaking');
  });
});

describe('a person or the peer', () => {
  test('[L5] ends the link for good: nothing but a start dials again', () => {
    const bench = new Bench();
    bench.open();
    bench.input({ type: 'refused', connection: bench.state.connection, code: 'forbidden', reason: 'no' });
    expect(bench.state.phase).toEqual({ phase: 'ended', code: 'forbidden', reason: 'no' });
    bench.pass(10 * BACKOFF_MAX_MS);
    bench.input({ type: 'probe' });
    expect(bench.phase).toBe('ended');
    bench.input({ type: 'start' });
    expect(bench.phase).toBe('connecting');
    bench.input({ type: 'stop' });
    bench.input({ type: 'probe' });
    bench.pass(10 * BACKOFF_MAX_MS);
    expect(bench.phase).toBe('idle');
    expect(bench.sockets.size).toBe(0);
  });
});

describe('a probe', () => {
  test('[L6] dials a waiting link at once and begins the back-off anew', () => {
    const bench = new Bench();
    bench.input({ type: 'start' });
    for (let failure = 0; failure < 12; failure++) {
      if (bench.phase === 'waiting') bench.pass(BACKOFF_MAX_MS);
      if (bench.phase !== 'waiting') bench.cut();
    }
    expect(bench.phase).toBe('waiting');
    bench.input({ type: 'probe' });
    expect(bench.state.phase).toEqual({ phase: 'connecting', attempt: 1 });
  });

  test('[L6] finds a dead link within its time, however often it is asked', () => {
    const bench = new Bench();
    bench.open();
    bench.pong();
    const first = bench.state.connection;
    for (let asked = 0; asked < 4; asked++) {
      bench.input({ type: 'probe' });
      bench.pass(PROBE_TIMEOUT_MS / 4);
    }
    expect(bench.sockets.has(first)).toBe(false);
  });

  test('[L6] leaves a living link alone', () => {
    const bench = new Bench();
    bench.open();
    const { connection } = bench.state;
    for (let asked = 0; asked < 10; asked++) {
      bench.input({ type: 'probe' });
      bench.pass(PROBE_TIMEOUT_MS - 1);
      bench.pong();
      bench.pass(1);
    }
    expect(bench.state.phase.phase).toBe('open');
    expect(bench.state.connection).toBe(connection);
  });
});
