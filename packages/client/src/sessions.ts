import type { Clock } from '@claude-remote/link';
import type { ClientToHub, Event, SessionId } from '@claude-remote/protocol';
import {
  cursorOf,
  disconnected,
  emptyView,
  follow,
  type RememberedSession,
  rememberedView,
  type SessionFrame,
  type SessionView,
} from './session-view.ts';

/** Milliseconds that memory may take before the hub is asked for all of it; memory may still come first. */
const RECALL_MS = 500;

interface OpenSessionsOptions {
  readonly clock: Clock;
  send(frame: ClientToHub): boolean;
  changed(): void;
  onEvent(event: Event): void;
  /** What is remembered of a session; null when nothing is. */
  readonly recall: ((id: SessionId) => Promise<RememberedSession | null>) | undefined;
}

/** The sessions that a screen has open. Opening, resuming and catching up are one path: subscribe from the cursor. */
export class OpenSessions {
  private readonly views = new Map<SessionId, SessionView>();
  /** Asked for and not answered yet: what still comes of the earlier subscription is no reason to ask again. */
  private readonly asked = new Set<SessionId>();
  /** Still being recalled: they are asked for from where memory ends. */
  private readonly recalling = new Set<SessionId>();
  private readonly options: OpenSessionsOptions;

  constructor(options: OpenSessionsOptions) {
    this.options = options;
  }

  get(id: SessionId): SessionView | null {
    return this.views.get(id) ?? null;
  }

  all(): readonly SessionView[] {
    return [...this.views.values()];
  }

  open(id: SessionId): void {
    if (this.views.has(id)) return;
    this.views.set(id, emptyView(id));
    if (this.options.recall) void this.recall(id, this.options.recall);
    else this.subscribe(id);
    this.options.changed();
  }

  close(id: SessionId): void {
    this.asked.delete(id);
    if (this.views.delete(id)) this.options.send({ type: 'unsubscribe', session: id });
    this.options.changed();
  }

  update(id: SessionId, change: (view: SessionView) => SessionView): void {
    const view = this.views.get(id);
    if (view) this.views.set(id, change(view));
    this.options.changed();
  }

  resubscribe(): void {
    for (const id of this.views.keys()) if (!this.recalling.has(id)) this.subscribe(id);
  }

  disconnected(): void {
    this.asked.clear();
    for (const [id, view] of this.views) this.views.set(id, disconnected(view));
  }

  onFrame(frame: SessionFrame): void {
    const view = this.views.get(frame.session);
    if (!view) return; // closed meanwhile
    const followed = follow(view, frame);
    this.views.set(frame.session, followed.view);
    if (frame.type === 'events' || frame.type === 'snapshot')
      for (const event of frame.events) this.options.onEvent(event);
    if (frame.type === 'snapshot' || frame.type === 'resumed' || frame.type === 'subscribe-refused')
      this.asked.delete(frame.session);
    const restart = followed.next === 'restart';
    if (restart || (followed.next === 'resume' && !this.asked.has(frame.session))) this.subscribe(frame.session);
  }

  private async recall(id: SessionId, recall: NonNullable<OpenSessionsOptions['recall']>): Promise<void> {
    this.recalling.add(id);
    const cancel = this.options.clock.timer(RECALL_MS, () => this.recalled(id, null));
    const remembered = await recall(id).catch(() => null);
    cancel();
    this.recalled(id, remembered);
  }

  /** Null: nothing is remembered, or it is not here yet. */
  private recalled(id: SessionId, remembered: RememberedSession | null): void {
    const wasWaitedFor = this.recalling.delete(id);
    const view = this.views.get(id);
    if (!view) return; // closed meanwhile
    // What the hub said by now is newer, also that there is no such session.
    if (remembered && view.status === 'loading') this.views.set(id, rememberedView(id, remembered));
    if (wasWaitedFor && !this.asked.has(id)) this.subscribe(id);
    this.options.changed();
  }

  private subscribe(id: SessionId): void {
    const view = this.views.get(id);
    const after = view ? cursorOf(view) : null;
    if (this.options.send({ type: 'subscribe', session: id, ...(after && { after }) })) this.asked.add(id);
  }
}
