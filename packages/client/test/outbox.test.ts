import { asRequestId, type Command, MAX_CLIENT_FRAME_BYTES, wireError } from '@claude-remote/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryStore, type OutboxStore } from '../src/index.ts';
import { clientOf, event, HubStandIn, prompt, SESSION, stateAfter, strangeId } from './support/hub-stand-in.ts';

const textOf = ({ body }: Command) => (body.kind === 'prompt' ? body.text : body.kind);

describe('the outbox', () => {
  test('[C1] keeps a command before it is sent, and over a restart until its machine has it', async () => {
    const hub = new HubStandIn();
    const store = memoryStore();
    const first = clientOf(hub, { store });
    await first.submit(SESSION, prompt('written while away'));
    expect(hub.connections).toBe(0);

    const second = clientOf(hub, { store });
    await second.start();
    await hub.calm();
    const [sent] = hub.commands();
    if (!sent) throw new Error('nothing was sent');
    expect(textOf(sent)).toBe('written while away');
    expect(second.pending(SESSION)).toHaveLength(1);
    await hub.say({ type: 'command-stored', id: sent.id, session: SESSION, cseq: 1 });
    expect(await store.load(), 'the hub alone is not the machine').toHaveLength(1);
    await hub.say({ type: 'command-delivered', id: sent.id, session: SESSION });
    expect(await store.load()).toEqual([]);
    expect(second.delivery(sent.id)?.state).toBe('delivered');
    second.stop();
  });

  test('[C1] sends the same command under the same id after every reconnect', async () => {
    const hub = new HubStandIn();
    const client = clientOf(hub);
    await client.start();
    await hub.calm();
    const id = await client.submit(SESSION, prompt('again'));
    await hub.calm();
    await hub.cut();
    await hub.cut();
    expect(hub.commands().map((command) => command.id)).toEqual([id, id, id]);
    expect(new Set(hub.commands().map((command) => JSON.stringify(command))).size).toBe(1);
    client.stop();
  });

  test('[C1] what is too large for the line is safe when the hub says so, asked again where that may have been missed', async () => {
    const hub = new HubStandIn();
    const store = memoryStore();
    const posted: ((delivered: boolean) => void)[] = [];
    const post = () =>
      new Promise<{ delivered: boolean }>((resolve) => posted.push((delivered) => resolve({ delivered })));
    const client = clientOf(hub, { store, post });
    await client.start();
    await hub.calm();
    const large = prompt('x'.repeat(MAX_CLIENT_FRAME_BYTES));
    const id = await client.submit(SESSION, large);
    posted[0]?.(false);
    await hub.calm();
    expect(client.delivery(id)?.state).toBe('stored');
    await hub.cut();
    expect(posted, 'after a welcome it is asked again').toHaveLength(2);
    await hub.cut();
    posted[1]?.(false);
    await hub.calm();
    expect(posted, 'the line was lost while it was asked').toHaveLength(3);
    posted[2]?.(true);
    await hub.calm();
    expect(client.delivery(id)?.state).toBe('delivered');
    expect(await store.load()).toEqual([]);
    await hub.cut();
    expect(posted).toHaveLength(3);
    client.stop();
  });

  test('[C2] commands arrive in the order in which they were asked for, however the line and the store behave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const bench = new Ordering();
        await bench.client.start();
        await bench.hub.calm();
        for (const what of steps) await bench.take(what);
        for (let round = 0; round <= bench.asked + 2; round++) {
          await bench.hub.clock.pass(5_000);
          await bench.storeAll();
        }
        expect(bench.atHub).toEqual([...Array(bench.asked).keys()]);
        bench.client.stop();
      }),
      { numRuns: 60 },
    );
  });

  test('[C2] what an earlier run left goes first, however long the store takes to read and however early the hub is there', async () => {
    const hub = new HubStandIn();
    const store = memoryStore();
    await store.put({ id: strangeId(1), session: SESSION, body: prompt('from before') });
    let read = () => {};
    const slow = new Promise<void>((resolve) => {
      read = resolve;
    });
    const client = clientOf(hub, { store: { ...store, load: () => slow.then(() => store.load()) } });
    const started = client.start();
    await hub.calm();
    expect(client.connection().phase.phase, 'nobody waits for the store').toBe('open');
    const submitted = client.submit(SESSION, prompt('now'));
    await hub.calm();
    expect(hub.commands()).toEqual([]);
    read();
    await Promise.all([started, submitted]);
    await hub.calm();
    expect(hub.commands().map(({ body }) => body)).toEqual([prompt('from before'), prompt('now')]);
    client.stop();
  });

  test('[C3] takes back only what cannot be at the hub', async () => {
    const hub = new HubStandIn();
    const store = memoryStore();
    const client = clientOf(hub, { store });
    const away = await client.submit(SESSION, prompt('never sent'));
    expect(await client.withdraw(away)).toBe(true);
    expect(await store.load()).toEqual([]);
    await client.start();
    await hub.calm();
    const sent = await client.submit(SESSION, prompt('on its way'));
    expect(client.delivery(sent)?.state).toBe('unsent');
    expect(await client.withdraw(sent)).toBe(false);
    await hub.cut();
    expect(hub.commands().map(({ id }) => id)).toEqual([sent]);
    client.stop();
  });

  test('[C15] words that were refused stay over a restart, are never sent again by themselves, and go when dismissed', async () => {
    const hub = new HubStandIn();
    const store = memoryStore();
    const first = clientOf(hub, { store });
    await first.start();
    await hub.calm();
    const at = async (body: Command['body']) => {
      const id = await first.submit(SESSION, body);
      await hub.calm();
      return id;
    };
    const refusedAtOnce = await at(prompt('to nobody'));
    const refusedLater = await at(prompt('queued for too long'));
    const answer = await at({ kind: 'answer', request: asRequestId('r1'), answer: { type: 'allow' } });
    const error = wireError('not_found', { what: 'session' });
    await hub.say({ type: 'command-delivered', id: refusedLater, session: SESSION });
    for (const id of [refusedAtOnce, refusedLater, answer])
      await hub.say({ type: 'command-refused', id, session: SESSION, error });
    expect(first.refused(SESSION).map(({ command }) => textOf(command))).toEqual(['to nobody', 'queued for too long']);
    first.stop();

    const before = hub.commands().length;
    const second = clientOf(hub, { store });
    await second.start();
    await hub.calm();
    await hub.cut();
    expect(hub.commands(), 'nothing of it is sent').toHaveLength(before);
    expect(second.pending()).toEqual([]);
    expect(second.refused()).toMatchObject([
      { command: { id: refusedAtOnce, body: prompt('to nobody') }, state: 'refused', error },
      { command: { id: refusedLater }, state: 'refused', error },
    ]);
    await second.dismiss(refusedAtOnce);
    await second.dismiss(answer);
    expect(second.refused().map(({ command }) => command.id)).toEqual([refusedLater]);
    expect((await store.load()).map(({ id }) => id)).toEqual([refusedLater]);
    second.stop();
  });

  test('[C4] shows how far a command provably got, and never less than before', async () => {
    const hub = new HubStandIn();
    const client = clientOf(hub);
    await client.start();
    client.open(SESSION);
    await hub.calm();
    const id = await client.submit(SESSION, { kind: 'answer', request: asRequestId('r1'), answer: { type: 'allow' } });
    const states: unknown[] = [client.answerTo('r1')?.state];
    const stored = { type: 'command-stored', id, session: SESSION, cseq: 1 } as const;
    const started = event(1, { kind: 'notice', level: 'info', text: 'here' });
    await hub.say({
      type: 'snapshot',
      session: SESSION,
      state: stateAfter([started]),
      events: [started],
      first: 1,
      stored: 1,
    });
    await hub.say(stored);
    states.push(client.answerTo('r1')?.state);
    const applied = event(2, { kind: 'command-applied', command: id });
    await hub.say({ type: 'events', session: SESSION, events: [applied] });
    states.push(client.answerTo('r1')?.state);
    await hub.say(stored, { type: 'command-delivered', id, session: SESSION });
    states.push(client.answerTo('r1')?.state);
    expect(states).toEqual(['unsent', 'stored', 'applied', 'applied']);
    expect(client.answerTo('r2')).toBeNull();
    expect(client.pending()).toEqual([]);

    const refused = await client.submit(SESSION, prompt(''));
    await hub.say({ type: 'command-refused', id: refused, session: SESSION, error: wireError('empty_prompt') });
    expect(client.delivery(refused)).toMatchObject({ state: 'refused', error: { code: 'empty_prompt' } });
    expect(client.delivery(strangeId(1))).toBeNull();
    client.stop();
  });

  test('[C4] the list of what is pending is one value until it changes', async () => {
    const client = clientOf(new HubStandIn());
    await client.submit(SESSION, prompt('one'));
    const before = client.pending(SESSION);
    expect(client.pending(SESSION)).toBe(before);
    await client.submit(SESSION, prompt('two'));
    expect(client.pending(SESSION)).not.toBe(before);
  });
});

type Step = 'submit' | 'submit-large' | 'cut' | 'deliver' | 'store-all' | 'fail-post';
const step = fc.constantFrom<Step>('submit', 'submit-large', 'cut', 'deliver', 'store-all', 'fail-post');

/** A client with a store of uneven speed, a line that breaks and posts that fail; and what the hub has, in its order. */
class Ordering {
  readonly hub = new HubStandIn();
  readonly atHub: number[] = [];
  asked = 0;
  private noted = 0;
  private failNext = false;
  readonly client = clientOf(this.hub, { store: slowStore(), post: (command) => this.post(command) });

  async take(what: Step): Promise<void> {
    switch (what) {
      case 'submit':
        void this.client.submit(SESSION, prompt(`${this.asked++}`));
        return;
      case 'submit-large':
        void this.client.submit(SESSION, prompt(`${this.asked++} ${'x'.repeat(MAX_CLIENT_FRAME_BYTES)}`));
        return;
      case 'fail-post':
        this.failNext = true;
        return;
      case 'cut':
        return this.hub.cut();
      case 'store-all':
        return this.storeAll();
      case 'deliver':
        return this.hub.calm();
    }
  }

  async storeAll(): Promise<void> {
    await this.hub.calm();
    const fresh = this.hub.commands().slice(this.noted);
    this.noted += fresh.length;
    for (const command of fresh) this.note(command);
    for (const { id } of fresh) await this.hub.say({ type: 'command-stored', id, session: SESSION, cseq: 1 });
  }

  private async post(command: Command): Promise<{ delivered: boolean }> {
    await Promise.resolve();
    if (this.failNext) {
      this.failNext = false;
      throw new Error('the network failed');
    }
    this.note(command);
    return { delivered: false };
  }

  private note(command: Command): void {
    const number = Number.parseInt(textOf(command), 10);
    if (!this.atHub.includes(number)) this.atHub.push(number);
  }
}

/** Later puts finish sooner, as nothing forbids a store. */
function slowStore(): OutboxStore {
  const store = memoryStore();
  let turns = 40;
  return {
    ...store,
    put: async (command) => {
      turns = Math.max(0, turns - 10);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await store.put(command);
    },
  };
}
