import type { Event } from '@claude-remote/protocol';
import { applyBatchToTranscript, emptyTranscript, prependToTranscript, type Transcript } from '@claude-remote/session';

/**
 * Where in a session somebody reads. The newest events are always held, since the session goes on there; a reader who goes
 * far back gets a window of its own, which becomes one with the newest when it reaches them. Neither grows without end.
 */

export interface ReadWindows {
  /** The newest events, without a gap up to the head. */
  readonly transcript: Transcript;
  /** A window further back, where the reader went; null while the newest are read. */
  readonly past: Transcript | null;
  /** The reader stays at the end, so that what is far above it may be let go. */
  readonly following: boolean;
}

/** Events in one window; what lies further from the reader is let go and can be fetched again. */
const MOST = 600;
/** Events that stay when nobody reads further back. */
const NEWEST = 300;

/** What the reader has before them. */
export function shownTranscript(view: ReadWindows): Transcript {
  return view.past ?? view.transcript;
}

/** A page that does not end right before the window is not put in front: the window moved while it was fetched. */
export function withOlder<View extends ReadWindows>(view: View, older: readonly Event[]): View {
  const shown = shownTranscript(view);
  const fitting = older.filter((event) => event.seq < shown.from);
  if (fitting.at(-1)?.seq !== shown.from - 1) return view;
  const longer = prependToTranscript(shown, fitting);
  if (view.past === null && longer.events.length <= MOST) return { ...view, transcript: longer };
  const past = fold(longer.events.slice(0, MOST));
  return joined({ ...view, past, transcript: view.past ? view.transcript : newest(view.transcript, NEWEST) });
}

/** Events that follow the window of the past. */
export function withNewer<View extends ReadWindows>(view: View, newer: readonly Event[]): View {
  if (view.past === null) return view;
  const { to } = view.past;
  const fitting = newer.filter((event) => event.seq > to && event.seq <= view.transcript.to);
  if (fitting[0]?.seq !== to + 1) return view;
  const past = newest(applyBatchToTranscript(view.past, fitting), MOST);
  return joined({ ...view, past, following: false });
}

/** A page from anywhere in the session becomes what is read. */
export function withPage<View extends ReadWindows>(view: View, page: readonly Event[]): View {
  const known = page.filter((event) => event.seq <= view.transcript.to);
  if (known.length === 0) return view;
  return joined({ ...view, past: fold(known), following: false });
}

/** The reader stays at the end, or went elsewhere. Who reads the past does not stay at the end of anything. */
export function withFollowing<View extends ReadWindows>(view: View, following: boolean): View {
  const follows = following && view.past === null;
  const held = follows ? newest(view.transcript, MOST) : view.transcript;
  return follows === view.following && held === view.transcript
    ? view
    : { ...view, following: follows, transcript: held };
}

/** Back to the newest, from wherever. */
export function withNewest<View extends ReadWindows>(view: View): View {
  return { ...view, following: true, past: null, transcript: newest(view.transcript, NEWEST) };
}

/** The newest events grew: nothing is let go that somebody may be reading. */
export function bounded<View extends ReadWindows>(view: View): View {
  const { transcript, past, following } = view;
  if (transcript.events.length <= 2 * MOST) return view;
  if (following || past) return { ...view, transcript: newest(transcript, NEWEST) };
  return { ...view, past: fold(transcript.events.slice(0, MOST)), transcript: newest(transcript, NEWEST) };
}

/** Both windows become one where they touch. */
function joined<View extends ReadWindows>(view: View): View {
  const { past, transcript } = view;
  if (past === null || past.to + 1 < transcript.from) return view;
  const later = transcript.events.filter((event) => event.seq > past.to);
  return { ...view, past: null, transcript: applyBatchToTranscript(past, later) };
}

function newest(transcript: Transcript, most: number): Transcript {
  return transcript.events.length <= most ? transcript : fold(transcript.events.slice(-most));
}

function fold(events: readonly Event[]): Transcript {
  return applyBatchToTranscript(emptyTranscript(), events);
}
