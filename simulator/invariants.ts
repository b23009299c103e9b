import { isDeepStrictEqual } from 'node:util';
import type { CommandId, Event, EventBody, SessionId } from '@claude-remote/protocol';
import { applyEvent, emptyState } from '@claude-remote/session';
import { eventOf } from '../packages/hub/src/sessions/event-rows.ts';
import type { Answered, Conversation } from './conversation.ts';
import type { Asked } from './person.ts';
import { memoryOn } from './watch.ts';
import type { World } from './world.ts';

/** What must be true of a world at rest, as sentences about what is not. */
export function brokenInvariants(world: World): string[] {
  return [
    ...unasked(world),
    ...world.sessions.flatMap(({ id, machine }) => sessionInvariants(world, id, machine)),
    ...world.people.flatMap((person) =>
      person.asked
        .filter((asked) => !isAccountedFor(world, asked))
        .map(({ body, id }) => `${body.kind} ${id} of ${person.name} is lost`),
    ),
  ];
}

/** Nothing runs that nobody asked for. */
function unasked({ hub, people }: World): string[] {
  const asked = new Set<string>(people.flatMap((person) => person.asked.map(({ id }) => id)));
  return [...hub.disk.commands.keys()].filter((id) => !asked.has(id)).map((id) => `nobody asked for command ${id}`);
}

/** Kept by the device, it is known to the hub, or was refused there, or was taken back. */
function isAccountedFor({ hub, refused, people }: World, { id, kept, withdrawn }: Asked): boolean {
  const stored = hub.disk.commands.has(id);
  if (withdrawn) return !stored;
  return !kept || stored || refused.has(id) || people.some((person) => person.refused.has(id));
}

function sessionInvariants(world: World, id: SessionId, machine: string): string[] {
  const events = (world.hub.disk.events.get(id) ?? []).map(eventOf);
  const runner = world.runners.find((one) => one.machine === machine);
  const conversation = runner?.claude.conversation(id);
  if (!runner || !conversation) return [`there is no machine ${machine}`];
  return [
    ...numbering(events),
    ...(memoryOn(runner.disk, id).state.head.seq > events.length ? ['the hub lacks journalled events'] : []),
    ...viewers(world, id, events),
    ...commands(world, id, events),
    ...claude(conversation, events),
  ];
}

function numbering(events: readonly Event[]): string[] {
  return events.flatMap(({ seq, epoch }, at) => {
    if (seq !== at + 1) return [`event ${seq} stands at place ${at + 1}`];
    return epoch < (events[at - 1]?.epoch ?? 0) ? [`the epoch falls at event ${seq}`] : [];
  });
}

function viewers(world: World, id: SessionId, events: readonly Event[]): string[] {
  const state = events.reduce(applyEvent, emptyState(id));
  return world.people.flatMap((person) => {
    const view = person.client?.session(id);
    if (!view?.state) return [];
    const { from, events: seen } = view.transcript;
    const tail = events.slice(Math.max(0, from - 1));
    return [
      ...(isDeepStrictEqual(seen, tail) ? [] : [`${person.name} sees other events than the hub has`]),
      ...(events.length === 0 || isDeepStrictEqual(view.state, state) ? [] : [`${person.name} holds another state`]),
    ];
  });
}

/** Every command that the hub stored took effect once, or was refused or put in doubt once. */
function commands({ hub }: World, session: SessionId, events: readonly Event[]): string[] {
  const stored = [...hub.disk.commands.values()].filter((row) => row.session === session);
  return stored.flatMap(({ command: { id, body } }) => {
    const about = events.map((event) => event.body).filter((one) => 'command' in one && one.command === id);
    const count = (kind: EventBody['kind']): number => about.filter((one) => one.kind === kind).length;
    const queued = count('prompt-queued');
    const ends =
      body.kind === 'prompt' || queued > 0 ? promptEnds(count) : count('command-applied') + count('command-refused');
    return ends === 1 ? [] : [`${body.kind} ${id} ended ${ends} times: ${about.map(({ kind }) => kind).join(', ')}`];
  });
}

/** A queued prompt is refused, removed or run; each at most once. */
function promptEnds(count: (kind: EventBody['kind']) => number): number {
  const once = ['prompt-queued', 'turn-started', 'turn-ended', 'command-applied', 'prompt-removed'] as const;
  if (once.some((kind) => count(kind) > 1)) return 2;
  if (count('turn-started') !== count('turn-ended')) return 0;
  return count('command-refused') + count('prompt-removed') + count('turn-ended');
}

/** Claude's own record against the log: nothing that it said is lost, twice or out of order, and it was asked no more than once. */
function claude(
  { said, unsure, begun, killed, overrun, answers, unnoted }: Conversation,
  events: readonly Event[],
): string[] {
  const bodies = events.map(({ body }) => body);
  const shown = bodies.flatMap((body) => (body.kind === 'text' ? [body.text] : []));
  const due = said.filter((text) => !unsure.has(text) || shown.includes(text));
  const started = (command: CommandId) =>
    bodies.some((body) => body.kind === 'turn-started' && body.command === command);
  return [
    ...(isDeepStrictEqual(shown, due) ? [] : [`Claude said [${due.join('; ')}], the log has [${shown.join('; ')}]`]),
    ...[...begun].flatMap(([command, times]) => [
      ...(started(command) ? [] : [`prompt ${command} went to Claude without an intent`]),
      ...(times > 1 + (killed.get(command) ?? 0) ? [`prompt ${command} was run ${times} times`] : []),
    ]),
    ...overrun.map((command) => `prompt ${command} was run again although its answer had begun`),
    ...[...answers].flatMap(([request, answered]) => [
      ...(answered.times > 1 ? [`request ${request} was answered ${answered.times} times`] : []),
      ...answerInLog(bodies, request, { ...answered, killed: killed.has(answered.command) || unnoted.has(request) }),
    ]),
  ];
}

/** What Claude was told stands in the log, unless Claude ended before that could be written down. */
function answerInLog(
  bodies: readonly EventBody[],
  request: string,
  { decision, killed }: Answered & { readonly killed: boolean },
): string[] {
  const closings = bodies.flatMap((body) =>
    body.kind === 'request-closed' && body.request === request ? [body.closing] : [],
  );
  if (closings.length !== 1) return [`request ${request} was closed ${closings.length} times`];
  const [closing] = closings;
  if (closing?.how !== 'answered')
    return killed ? [] : [`Claude was told to ${decision} request ${request}, the log says it was withdrawn`];
  const told = closing.decision === 'denied' ? 'deny' : 'allow';
  return told === decision ? [] : [`request ${request} got ${decision}, the log says ${closing.decision}`];
}
