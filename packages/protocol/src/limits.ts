/** Every limit once, with its unit and the attack or accident it stops. No schema library here: browsers import this file. */

/** Bytes in one frame from a browser or CLI. Stops memory exhaustion by one socket; longer prompts go by HTTP. */
export const MAX_CLIENT_FRAME_BYTES = 64 * 1024;
/** Bytes in one frame from an authenticated runner: a batch of events, or one event that carries a long prompt. */
export const MAX_RUNNER_FRAME_BYTES = 8 * 1024 * 1024;
/**
 * Bytes of what Claude wrote in one event, as JSON: less than a frame also when all of it is secrets whose markers are five
 * times as long, since a runner that was refused an event would send it again for ever.
 */
export const MAX_EVENT_BYTES = 1536 * 1024;
/** Nesting of a tool's input in an event, which stands at most 8 levels deep in a frame: far below `MAX_JSON_DEPTH`. */
export const MAX_INPUT_DEPTH = 16;
/** Characters of a diff in an event; a longer one is left out, and the review reads the files. */
export const MAX_DIFF_CHARS = 256 * 1024;
/** Bytes aimed at for one frame of several events or commands, in either direction. */
export const EVENT_BATCH_BYTES = 1024 * 1024;
/** Events in one batch. */
export const EVENT_BATCH_COUNT = 256;
/** Bytes of a prompt in UTF-8. Claude Code takes 10 MB by stdin; 1 MiB of text is far beyond what a person writes. */
export const MAX_PROMPT_BYTES = 1024 * 1024;
/** Bytes of any JSON body by HTTP. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** Nesting of any inbound JSON. Stops stack exhaustion in recursive readers. */
export const MAX_JSON_DEPTH = 32;
/** Milliseconds an unauthenticated or silent new socket may stay open. Stops socket hoarding. */
export const HANDSHAKE_TIMEOUT_MS = 5_000;
/** Milliseconds between heartbeats in each direction. */
export const HEARTBEAT_INTERVAL_MS = 2_500;
/** Milliseconds without a word from the peer after which a link is shown as stale and reconnected. */
export const HEARTBEAT_TIMEOUT_MS = 6_000;
/** First and largest reconnect delay in milliseconds; the real one is uniform between 0 and the step (full jitter). */
export const BACKOFF_FIRST_MS = 250;
export const BACKOFF_MAX_MS = 30_000;
/** Bytes in flight to one viewer before the hub waits for its credit. Bounds the memory of a slow reader. */
export const VIEWER_CREDIT_BYTES = 256 * 1024;
/** Events in the tail that opening a session sends: a few screens; what is older comes when somebody goes there. */
export const OPEN_TAIL_EVENTS = 80;
/** Events between two stored snapshots of a session. */
export const SNAPSHOT_EVERY_EVENTS = 500;
/** Frames with partial text per second and session. */
export const LIVE_FRAMES_PER_SECOND = 20;
/** Characters of one tool's output kept in its event; the rest stays on the machine. */
export const MAX_TOOL_OUTPUT_CHARS = 32 * 1024;
/** Bytes of unsent journal per session before the runner stops reading Claude. */
export const MAX_SESSION_JOURNAL_BYTES = 256 * 1024 * 1024;
/** Prompts waiting in one session's queue. */
export const MAX_QUEUE_LENGTH = 200;
/** Characters of a title. */
export const MAX_TITLE_CHARS = 200;
/** Milliseconds until a command that reached no runner expires, unless it says otherwise. */
export const COMMAND_TTL_MS = 24 * 60 * 60 * 1000;
/** Milliseconds a query may take before it is answered with `timeout`. */
export const QUERY_TIMEOUT_MS = 10_000;
