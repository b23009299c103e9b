import type { Clock } from '@claude-remote/link';
import {
  type BodyOf,
  type CommandId,
  type Event,
  type EventBody,
  type Request,
  type SessionId,
  type WireError,
  wireError,
} from '@claude-remote/protocol';
import type { Sessions } from '../core.ts';

/** Waits for the one turn that answers a prompt, as seed 000's `POST /api/chat` does. Submits nothing. */
export type TurnEnd =
  | { readonly end: 'turn'; readonly turn: BodyOf<'turn-ended'> }
  | { readonly end: 'refused'; readonly error: WireError }
  /** No sign of life for the whole idle time; `open` is what Claude waits for, if it waits for a person. */
  | { readonly end: 'silent'; readonly open: Request | null };

export interface TurnWatch {
  readonly ended: Promise<TurnEnd>;
  stop(): void;
}

export function watchTurn(
  sessions: Pick<Sessions, 'follow' | 'followLive'>,
  prompt: { session: SessionId; command: CommandId },
  { clock, idleMs }: { clock: Clock; idleMs: number },
): TurnWatch {
  const open = new Map<string, Request>();
  let cancelIdle = () => {};
  let stopFollowing = () => {};
  const ended = new Promise<TurnEnd>((resolve) => {
    const alive = () => {
      cancelIdle();
      cancelIdle = clock.timer(idleMs, () => resolve({ end: 'silent', open: [...open.values()][0] ?? null }));
    };
    const stopLive = sessions.followLive(prompt.session, () => alive());
    const stopEvents = sessions.follow(prompt.session, (events: Event[]) => {
      alive();
      for (const { body } of events) {
        if (body.kind === 'request-opened') open.set(body.request.id, body.request);
        if (body.kind === 'request-closed') open.delete(body.request);
        const end = endOf(body, prompt.command);
        if (end) resolve(end);
      }
    });
    stopFollowing = () => {
      stopLive();
      stopEvents();
    };
    alive();
  });
  return {
    ended,
    stop: () => {
      cancelIdle();
      stopFollowing();
    },
  };
}

/** What this event means for the prompt; null while it still goes on. */
function endOf(body: EventBody, command: CommandId): TurnEnd | null {
  switch (body.kind) {
    case 'turn-ended':
      return body.command === command ? { end: 'turn', turn: body } : null;
    case 'command-refused':
      return body.command === command ? { end: 'refused', error: body.error } : null;
    case 'prompt-removed':
      return body.command === command ? refused('The message was taken out of the queue.') : null;
    case 'command-doubtful':
      return body.command === command ? refused('Nobody can know whether Claude got it; decide in the app.') : null;
    default:
      return null;
  }
}

function refused(detail: string): TurnEnd {
  return { end: 'refused', error: wireError('claude_error', { detail }) };
}
