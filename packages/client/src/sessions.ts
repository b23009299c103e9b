import type { ClientToHub, Event, SessionId } from '@claude-remote/protocol';
import { cursorOf, disconnected, emptyView, follow, type SessionFrame, type SessionView } from './session-view.ts';

/** The sessions that a screen has open. Opening, resuming and catching up are one path: subscribe from the cursor. */
export class OpenSessions {
  private readonly views = new Map<SessionId, SessionView>();
  /** Asked for and not answered yet: what still comes of the earlier subscription is no reason to ask again. */
  private readonly asked = new Set<SessionId>();
  private readonly options: {
    send(frame: ClientToHub): boolean;
    changed(): void;
    onEvent(event: Event): void;
  };

  constructor(options: { send(frame: ClientToHub): boolean; changed(): void; onEvent(event: Event): void }) {
    this.options = options;
  }

  get(id: SessionId): SessionView | null {
    return this.views.get(id) ?? null;
  }

  open(id: SessionId): void {
    if (this.views.has(id)) return;
    this.views.set(id, emptyView(id));
    this.subscribe(id);
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
    for (const id of this.views.keys()) this.subscribe(id);
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

  private subscribe(id: SessionId): void {
    const view = this.views.get(id);
    const after = view ? cursorOf(view) : null;
    if (this.options.send({ type: 'subscribe', session: id, ...(after && { after }) })) this.asked.add(id);
  }
}
