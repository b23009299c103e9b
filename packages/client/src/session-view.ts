import type {
  Event,
  HubToClient,
  LiveValue,
  Position,
  SessionId,
  SessionState,
  WireError,
} from '@claude-remote/protocol';
import { applyBatchToTranscript, applyEvent, emptyTranscript } from '@claude-remote/session';
import { applyLive, clearByEvent, type LiveView, NOTHING_LIVE } from './live-view.ts';
import { bounded, type ReadWindows } from './reading.ts';

/**
 * One open session as this client knows it. The cursor is `state.head`: what was applied and how far are one value, so a
 * resume can neither skip nor repeat.
 */
export interface SessionView extends ReadWindows {
  readonly id: SessionId;
  readonly status: 'loading' | 'ready' | 'refused';
  readonly error: WireError | null;
  readonly state: SessionState | null;
  readonly live: LiveView;
  /** Highest event number that the hub has stored; beyond it, events are shown but not yet safe there. */
  readonly stored: number;
  /** Oldest event that exists at the hub; 0 when unknown. */
  readonly first: number;
}

export type SessionFrame = Extract<
  HubToClient,
  { type: 'snapshot' | 'resumed' | 'events' | 'durable' | 'live' | 'subscribe-refused' }
>;

/** What to do after a frame: nothing, ask again from the cursor (something is missing), or begin anew (another past). */
export type Followed = { readonly view: SessionView; readonly next: 'go-on' | 'resume' | 'restart' };

export function emptyView(id: SessionId): SessionView {
  return {
    id,
    status: 'loading',
    error: null,
    state: null,
    transcript: emptyTranscript(),
    past: null,
    following: true,
    live: NOTHING_LIVE,
    stored: 0,
    first: 0,
  };
}

/** What a program kept of a session when it last ran: a state and the events that led to it, the newest at its head. */
export type RememberedSession = Pick<SessionView, 'stored' | 'first'> & {
  readonly state: SessionState;
  readonly events: readonly Event[];
};

/** Resumed like any other past: the hub sends what came since, or another past if this one is not its own. */
export function rememberedView(id: SessionId, { state, events, stored, first }: RememberedSession): SessionView {
  const transcript = applyBatchToTranscript(emptyTranscript(), events);
  return { ...emptyView(id), status: 'ready', state, transcript, stored, first };
}

/** Where to resume from; null when nothing was applied yet. */
export function cursorOf(view: SessionView): Position | null {
  return view.state?.head ?? null;
}

export function follow(view: SessionView, frame: SessionFrame): Followed {
  switch (frame.type) {
    case 'snapshot':
      return goOn({
        ...emptyView(view.id),
        status: 'ready',
        state: frame.state,
        transcript: applyBatchToTranscript(emptyTranscript(), frame.events),
        stored: frame.stored,
        first: frame.first,
      });
    case 'resumed':
      if (!view.state) return goOn(view); // an answer to an earlier cursor; the snapshot follows
      return goOn({ ...view, status: 'ready', error: null, stored: Math.max(view.stored, frame.stored) });
    case 'events':
      return followEvents(view, frame.events);
    case 'durable':
      return goOn({ ...view, stored: Math.max(view.stored, frame.seq) });
    case 'live':
      return goOn({ ...view, live: frame.values.filter((value) => !isOver(view, value)).reduce(applyLive, view.live) });
    case 'subscribe-refused':
      return goOn({ ...view, status: 'refused', error: frame.error });
  }
}

function goOn(view: SessionView): Followed {
  return { view, next: 'go-on' };
}

function followEvents(view: SessionView, events: readonly Event[]): Followed {
  if (!view.state) return goOn(view); // a late batch of an earlier subscription
  let { state } = view;
  const fresh: Event[] = [];
  for (const event of events) {
    if (event.seq <= state.head.seq) {
      if (contradicts(view, event)) return { view: emptyView(view.id), next: 'restart' };
    } else if (event.seq > state.head.seq + 1) {
      return { view: extend(view, state, fresh), next: 'resume' };
    } else {
      state = applyEvent(state, event);
      fresh.push(event);
    }
  }
  return goOn(extend(view, state, fresh));
}

function extend(view: SessionView, state: SessionState, fresh: readonly Event[]): SessionView {
  if (fresh.length === 0) return view;
  return bounded({
    ...view,
    state,
    transcript: applyBatchToTranscript(view.transcript, fresh),
    live: fresh.reduce(clearByEvent, view.live),
  });
}

/** A number that was applied before comes from another writer now: what was shown never became the session's past. */
function contradicts(view: SessionView, event: Event): boolean {
  const known = view.transcript.events[event.seq - view.transcript.from];
  return known !== undefined && known.seq === event.seq && known.epoch !== event.epoch;
}

/** Whether the finished block is here already: its last partial text may come late, but not after the turn. */
function isOver({ transcript: { events } }: SessionView, value: LiveValue): boolean {
  if (value.kind !== 'partial') return false;
  for (let at = events.length - 1; at >= 0; at--) {
    const body = events[at]?.body;
    if (body?.kind === 'turn-started') return false;
    if ((body?.kind === 'text' || body?.kind === 'thinking') && body.block === value.block) return true;
  }
  return false;
}

/** The connection is gone: what was live is not known any more. */
export function disconnected(view: SessionView): SessionView {
  return { ...view, live: NOTHING_LIVE };
}
