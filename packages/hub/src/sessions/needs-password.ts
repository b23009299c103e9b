import type { CommandBody, Request, RequestId } from '@claude-remote/protocol';
import { modeOfAnswer } from '@claude-remote/session';
import { eventOf } from './event-rows.ts';
import type { SessionLog } from './session-log.ts';

/**
 * Whether a command allows something that was drawn as dangerous, or that nothing is asked any more, and so needs a
 * password that was given a moment ago. `logOf` gives null for a session that is not known (yet).
 */
export function needsPassword(body: CommandBody, logOf: () => SessionLog | null): boolean {
  switch (body.kind) {
    case 'start':
      return body.settings?.mode === 'bypass';
    case 'change-settings':
      return body.mode === 'bypass';
    case 'answer':
      return answerNeedsPassword(body, logOf);
    default:
      return false;
  }
}

type AnswerBody = Extract<CommandBody, { kind: 'answer' }>;

/** A request that this hub has not seen may be any: its event may still be on the way after a crash. */
function answerNeedsPassword({ request, answer }: AnswerBody, logOf: () => SessionLog | null): boolean {
  if (answer.type === 'approve') return answer.mode === 'bypass';
  const log = answer.type === 'allow' ? logOf() : null;
  if (log === null) return false;
  const asked = log.state.requests.find(({ id }) => id === request) ?? findClosed(log, request);
  return asked === null || isDangerous(asked) || modeOfAnswer(asked, answer) === 'bypass';
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
