import type { CommandBody, Request, RequestId } from '@claude-remote/protocol';
import { eventOf } from './event-rows.ts';
import type { SessionLog } from './session-log.ts';

/**
 * Whether a command allows something that was drawn as dangerous, and so needs a password that was given a moment ago.
 * A request that this hub has not seen may be any: its event may still be on the way after a crash.
 */
export function needsPassword(body: CommandBody, log: SessionLog): boolean {
  if (body.kind !== 'answer' || body.answer.type !== 'allow') return false;
  const asked = log.state.requests.find(({ id }) => id === body.request) ?? findClosed(log, body.request);
  return asked === null || isDangerous(asked);
}

function isDangerous(request: Request): boolean {
  return request.kind === 'permission' && request.facts.some(({ level }) => level === 'danger');
}

/** Events in which a request is looked for that somebody else has just decided; the machine then refuses the answer. */
const LOOKED_THROUGH = 500;

function findClosed(log: SessionLog, id: RequestId): Request | null {
  const rows = log.rows(Math.max(0, log.head.seq - LOOKED_THROUGH), LOOKED_THROUGH);
  for (const row of rows) {
    if (!row.body.includes('"request-opened"')) continue;
    const { body } = eventOf(row);
    if (body.kind === 'request-opened' && body.request.id === id) return body.request;
  }
  return null;
}
