import { asSessionId, type MachineId, type SessionId } from '@claude-remote/protocol';
import type { SessionRow } from '../packages/hub/src/storage/storage.ts';
import type { Memory } from '../packages/runner/src/journal/memory.ts';
import { memoryOn } from './watch.ts';
import type { World } from './world.ts';

/** Virtual ms within which everybody must agree after the last fault: back-off ends at 30 s, a refused runner asks every 30 s. */
const PATIENCE_MS = 180_000;

/**
 * Ends all faults and lets the world come to rest: every write is made, every frame delivered, Claude comes to an end,
 * and somebody answers what is open. Returns why it did not come to rest; null when it did.
 */
export async function heal(world: World, settled: () => Promise<void>): Promise<string | null> {
  endFaults(world);
  await settled();
  const until = world.time.now + PATIENCE_MS;
  for (let rounds = 0; ; rounds++) {
    rounds += await flow(world, settled);
    const restless = whatIsLeft(world);
    if (restless === null || world.broken.length > 0) return null;
    if (world.time.now > until || rounds > MAX_ROUNDS) return `the world did not come to rest: ${restless}`;
    tidyUp(world);
    rounds += await flow(world, settled);
    world.time.fireNext();
    await settled();
  }
}

function endFaults(world: World): void {
  const { hub, runners, people, wires, restored } = world;
  world.calm = true;
  for (const machine of [...restored.keys()]) world.endRestored(machine);
  for (const wire of wires.values()) wire.refuse(false);
  if (!hub.running) hub.start();
  for (const runner of runners) if (!runner.running) void runner.start();
  for (const person of people) if (!person.client) void person.start();
}

/** Everything that can go on without time passing; endless only if two programs chase each other. Returns the rounds it took. */
async function flow(world: World, settled: () => Promise<void>): Promise<number> {
  for (let rounds = 1; rounds < MAX_ROUNDS; rounds++) {
    const moved = moveOnce(world);
    await settled();
    if (!moved) return rounds;
  }
  return MAX_ROUNDS;
}

function moveOnce({ hub, runners, people, wires, random }: World): boolean {
  const moves = [...wires.values()].flatMap((wire) => WAYS.map((way) => wire.deliver(way)));
  moves.push(hub.commitNext());
  for (const runner of runners) {
    const { disk, claude } = runner;
    disk.failNext = false;
    claude.failNext = false;
    moves.push(runner.syncNext(), claude.hearAck());
    const process = random.pick(claude.busy);
    if (process) claude.act(process, 'winding-up');
    moves.push(process !== undefined);
  }
  for (const person of people) {
    moves.push(person.commitNext());
    for (const session of person.unseen) person.look(session);
  }
  return moves.includes(true);
}

const WAYS = ['to-server', 'to-client'] as const;
/** Some ten times what the longest simulation of 1,000 needed. */
const MAX_ROUNDS = 5_000;

/** The first person answers, decides and goes on, so that nothing waits for a person. */
function tidyUp({ people, sessions }: World): void {
  const [person] = people;
  if (!person?.connected || person.client?.pending().length !== 0) return;
  for (const { id } of sessions) {
    const state = person.client.session(id)?.state;
    const request = state?.requests[0];
    const doubt = state?.doubtful[0];
    if (request) person.ask(id, { kind: 'answer', request: request.id, answer: { type: 'allow' } });
    else if (doubt) person.ask(id, { kind: 'settle', command: doubt.command, how: 'leave' });
    else if (state?.paused) person.ask(id, { kind: 'resume-queue' });
  }
}

/** What still has to happen, in words; null at rest. */
function whatIsLeft(world: World): string | null {
  for (const person of world.people) {
    if (!person.connected) return `${person.name} is not connected`;
    const pending = person.client?.pending() ?? [];
    if (pending[0]) return `${person.name} waits for ${pending[0].command.body.kind} (${pending[0].state})`;
    if (person.waiting > 0 || person.outbox.length > 0) return `${person.name}'s device keeps a command`;
  }
  for (const { id, machine } of world.sessions) {
    const left = whatSessionLacks(world, id, machine);
    if (left) return left;
  }
  return null;
}

function whatSessionLacks({ hub, runners, people }: World, id: SessionId, machine: MachineId): string | null {
  const row = hub.disk.sessions.get(id);
  const runner = runners.find((one) => one.machine === machine);
  if (!row || !runner) return null; // its start was refused or never kept
  const memory = memoryOn(runner.disk, id);
  if (memory.cseq < row.cseq) return `${machine} lacks commands after ${memory.cseq}`;
  if (row.delivered < row.cseq) return `the hub does not know that command ${row.cseq} is delivered`;
  if (row.headSeq < memory.state.head.seq) return `the hub lacks events after ${row.headSeq}`;
  if ((runner.journal(id)?.unsentBytes ?? 0) > 0) return `${machine} does not know what is stored`;
  return whatGoesOn(memory) ?? whatViewersLack(people, row);
}

function whatGoesOn({ waiting, state: { turn, queue, requests } }: Memory): string | null {
  if (waiting[0]) return `${waiting[0].body.kind} is not acted on`;
  if (turn) return `turn ${turn.number} does not end`;
  if (queue.length > 0) return 'the queue does not move';
  return requests.length > 0 ? 'a request is open' : null;
}

function whatViewersLack(people: World['people'], { id, headSeq }: SessionRow): string | null {
  for (const { name, client } of people) {
    const view = client?.session(asSessionId(id));
    if (view?.status !== 'ready') return `${name} does not see the session`;
    if ((view.state?.head.seq ?? 0) < headSeq) return `${name} lacks events`;
    if (view.stored < headSeq) return `${name} does not know what is stored`;
  }
  return null;
}
