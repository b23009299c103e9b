import type { CommandId, Event, EventBody } from '@claude-remote/protocol';

/**
 * What must be true of a session's log however often its writers were killed. Pure; each violation is a sentence, and an
 * empty list is what tests want.
 */
export interface Expected {
  readonly command: CommandId;
  /** Blocks of the answer, `TAG 1` to `TAG n`. */
  readonly tag: string;
  readonly blocks: number;
}

export interface Allowed {
  /** Claude itself was killed: a turn may end early, with the blocks that it had. */
  readonly brokenOff: boolean;
}

export function violations(events: readonly Event[], expected: readonly Expected[], allowed: Allowed): string[] {
  return [
    ...numbering(events),
    ...expected.flatMap((turn) => commandOnce(events, turn.command)),
    ...expected.flatMap((turn) => blocksInOrder(events, turn, allowed)),
    ...turnsInOrder(events),
    ...requestsOnce(events),
  ];
}

function numbering(events: readonly Event[]): string[] {
  return events.flatMap((event, i) => {
    if (event.seq !== i + 1) return [`event ${i + 1} of the log has number ${event.seq}`];
    const before = events[i - 1];
    return before && before.epoch > event.epoch ? [`event ${event.seq}: epoch went back to ${event.epoch}`] : [];
  });
}

/** Queued once, begun once, applied or doubtful once, ended once. */
function commandOnce(events: readonly Event[], command: CommandId): string[] {
  const count = (...kinds: EventBody['kind'][]) =>
    events.filter(({ body }) => kinds.includes(body.kind) && 'command' in body && body.command === command).length;
  const counts = {
    'prompt-queued': count('prompt-queued'),
    'turn-started': count('turn-started'),
    'applied or doubtful': count('command-applied', 'command-doubtful'),
    'turn-ended': count('turn-ended'),
  };
  return Object.entries(counts).flatMap(([what, times]) => (times === 1 ? [] : [`${command}: ${what} ${times} times`]));
}

/** The numbered blocks of a turn stand between its begin and its end, once each and in order. */
function blocksInOrder(events: readonly Event[], turn: Expected, { brokenOff }: Allowed): string[] {
  const { command, tag, blocks } = turn;
  const begin = events.findIndex(({ body }) => body.kind === 'turn-started' && body.command === command);
  const end = events.findIndex(({ body }) => body.kind === 'turn-ended' && body.command === command);
  const ended = events[end]?.body;
  if (begin < 0 || ended?.kind !== 'turn-ended') return [`${tag}: no whole turn`];
  const superseded = new Set(events.flatMap(({ body }) => (body.kind === 'blocks-superseded' ? body.blocks : [])));
  const seen = events.flatMap(({ body }, at) => {
    const ours = body.kind === 'text' && !superseded.has(body.block) && body.text.startsWith(`${tag} `);
    return ours ? [{ text: body.text, inside: at > begin && at < end }] : [];
  });
  const done = ended.outcome === 'done';
  const told = events.slice(begin, end).some(({ body }) => body.kind === 'notice' && body.level === 'warning');
  const whole = done && !(told && brokenOff);
  if (!done && !brokenOff) return [`${tag}: the turn ended as ${ended.outcome}: ${JSON.stringify(ended.error)}`];
  const wanted = Array.from({ length: whole ? blocks : seen.length }, (_, i) => `${tag} ${i + 1}`);
  const found = seen.map(({ text }) => text);
  return [
    ...(found.join() === wanted.join() ? [] : [`${tag}: blocks are ${found.join()} instead of ${wanted.join()}`]),
    ...(seen.every(({ inside }) => inside) ? [] : [`${tag}: blocks outside their turn`]),
  ];
}

/** Turns do not overlap. */
function turnsInOrder(events: readonly Event[]): string[] {
  let running: number | null = null;
  return events.flatMap(({ seq, body }) => {
    if (body.kind !== 'turn-started' && body.kind !== 'turn-ended') return [];
    const before = running;
    running = body.kind === 'turn-started' ? body.turn : null;
    const fits = body.kind === 'turn-started' ? before === null : before === body.turn;
    return fits ? [] : [`event ${seq}: ${body.kind} of turn ${body.turn} while turn ${before} runs`];
  });
}

/** What was opened is closed at most once, and never opened again. */
function requestsOnce(events: readonly Event[]): string[] {
  const open = new Set<string>();
  const known = new Set<string>();
  return events.flatMap(({ seq, body }) => {
    if (body.kind === 'request-opened') {
      const { id } = body.request;
      if (known.has(id)) return [`event ${seq}: request ${id} opened twice`];
      known.add(id);
      open.add(id);
    }
    if (body.kind === 'request-closed' && !open.delete(body.request))
      return [`event ${seq}: request ${body.request} closed without being open`];
    return [];
  });
}
