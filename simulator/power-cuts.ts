import type { SessionId } from '@claude-remote/protocol';
import { hasMore } from './actions.ts';
import type { Person } from './person.ts';
import type { World } from './world.ts';

/**
 * Turns that get far, on disks that are slow, with power cuts at the moments when the hub has what the machine's disk has not.
 * Left to chance those moments are too rare. The rest of the world is nearly well.
 */
export async function cutPowerInTurns(world: World, rounds: number, settled: () => Promise<void>): Promise<string[]> {
  const trace: string[] = [];
  for (let round = 1; round <= rounds && world.broken.length === 0; round++) {
    moveSome(world);
    await settled();
    for (const runner of world.runners) {
      if (!world.random.chance(hasMore(world, runner) ? 0.2 : 0.005)) continue;
      trace.push(`${round} ${runner.machine} loses its power`);
      runner.cutPower();
      world.wire(runner.machine).cut();
      await settled();
    }
  }
  return trace;
}

/** Most of what could go on goes on; the disks less often than the rest. */
function moveSome(world: World): void {
  const { random, wires, people, runners, time } = world;
  moveHub(world);
  for (const wire of wires.values())
    for (const way of ['to-server', 'to-client'] as const) if (random.chance(0.8)) wire.deliver(way);
  if (random.chance(0.2)) time.fireNext();
  for (const runner of runners) moveMachine(world, runner);
  for (const person of people) movePerson(world, person);
}

function moveHub({ hub, random, wires }: World): void {
  if (!hub.running) hub.start();
  if (random.chance(0.25)) hub.commitNext();
  if (!random.chance(0.02)) return;
  hub.crash();
  for (const wire of wires.values()) wire.cut();
}

function moveMachine({ random }: World, runner: World['runners'][number]): void {
  if (!runner.running) void runner.start();
  if (random.chance(0.3)) runner.syncNext();
  const process = random.pick(runner.claude.busy);
  if (process && random.chance(0.7)) runner.claude.act(process, 'talkative');
}

function movePerson(world: World, person: Person): void {
  if (!person.client) void person.start();
  person.commitNext();
  for (const session of person.unseen) person.look(session);
  for (const { id } of world.sessions) wish(world, person, id);
}

function wish({ random }: World, person: Person, id: SessionId): void {
  const state = person.client?.session(id)?.state;
  const request = state?.requests[0];
  if (request && random.chance(0.1)) person.ask(id, { kind: 'answer', request: request.id, answer: { type: 'allow' } });
  if (state && !state.turn && state.queue.length < 2 && random.chance(0.1))
    person.ask(id, { kind: 'prompt', text: `prompt ${random.below(1000)}` });
}
