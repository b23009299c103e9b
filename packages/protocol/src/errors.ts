/** Apart from the others, since it is the only one that a page words itself: the rest come from its hub. */
const TIMEOUT = 'No answer within {seconds} seconds.';

/** Errors that people can meet. A code is stable; this file is the one place that words them. */
const SENTENCES = {
  bad_request: 'The request is not of the documented form: {detail}.',
  bad_frame: 'A message on the socket is not of the documented form: {detail}.',
  too_large: '{what} is larger than {limit} bytes.',
  too_deep: 'The message is nested deeper than {limit} levels.',
  unauthenticated: 'Sign in first.',
  invalid_credentials: 'The name or the password is wrong.',
  too_many_attempts: 'Too many attempts. Try again in {seconds} seconds.',
  forbidden: 'Your role does not allow this.',
  password_needed: 'Give your password again first: this is dangerous.',
  wrong_origin: 'This page may not talk to this hub.',
  wrong_host: 'This hub does not answer to the name {host}.',
  setup_required: 'This hub has no admin yet. Open the setup link that it printed at its start.',
  setup_done: 'Setup already completed.',
  setup_code_wrong: 'The setup code is wrong, used or expired. Restart the hub to get a new link.',
  pairing_wrong: 'The pairing code is wrong, used or expired. Make a new one on the device that is signed in.',
  weak_password: 'The password must be {min} to {max} characters and not one of the common ones.',
  name_taken: 'Username already exists: {name}.',
  unsupported_version: 'The other side speaks protocol {theirs}; this one speaks {ours}. Update the older of the two.',
  not_found: 'There is no {what} with that id.',
  session_not_found: 'There is no session {session}.',
  session_busy: 'Claude works in this session. Stop it first, or delete it with stop=true.',
  session_exists: 'A session with that id exists already.',
  machine_not_found: 'There is no machine {machine}.',
  machine_away: 'The machine {machine} is not connected.',
  workspace_refused: 'The machine does not allow work in {path}: {detail}.',
  worktree_failed: 'No worktree was made of {path}: {detail}.',
  worktree_kept: 'The working tree was not removed: {detail}.',
  worktree_unsaved:
    'The working tree was not removed: it holds what is nowhere else ({detail}). Confirm that this may go.',
  worktree_gone: 'The working tree of this session was removed. Begin a new session to go on.',
  mode_refused: 'The policy of this machine does not allow the mode {mode}.',
  conflict: 'The id {id} was used before with other content.',
  expired: 'The command expired before it could be delivered.',
  cursor_ahead: 'The cursor {after} is beyond the newest event {head}.',
  empty_prompt: 'The prompt is empty.',
  prompt_too_long: 'The prompt has {bytes} bytes; {limit} are allowed.',
  prompt_bad_text: 'The prompt holds a character that Claude Code cannot take ({detail}).',
  queue_full: '{limit} prompts are already queued.',
  not_queued: 'That prompt is not in the queue any more.',
  turn_running: 'Claude is working in this session. Stop it first, or wait until it has finished.',
  cannot_rewind: 'The files cannot be put back: {detail}.',
  no_turn: 'Nothing is running in this session.',
  stale_turn: 'That turn is over already.',
  request_closed: 'That request is no longer open.',
  already_answered: 'Somebody else answered first.',
  answer_mismatch: 'The answer does not fit the request: {detail}.',
  claude_missing: 'Claude Code was not found on {machine}: {detail}. Install it, or name it with --claude.',
  claude_login: 'Claude Code on {machine} is not signed in. Run `claude` there once and sign in.',
  claude_failed: 'Claude Code ended unexpectedly on {machine}: {detail}',
  claude_silent:
    'Claude Code gave no sign of life for {seconds} seconds; the turn was stopped. The conversation is kept.',
  claude_error: '{detail}',
  storage_full: 'The disk is full or cannot be written. Nothing is lost; work goes on when there is room.',
  timeout: TIMEOUT,
  rate_limited: 'Too many requests. Try again in {seconds} seconds.',
  shutting_down: 'This hub is shutting down.',
  internal: 'Something broke inside the hub. Its log names it: {ref}.',
} as const;

export type ErrorCode = keyof typeof SENTENCES;
// Marked as pure, so that a page which words one error does not carry them all.
export const ERROR_CODES = /* @__PURE__ */ Object.keys(SENTENCES) as ErrorCode[];
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An error as it travels: HTTP bodies, refused commands and closing sockets all hold this. `error` is the sentence. */
export interface WireError {
  readonly code: ErrorCode;
  readonly error: string;
}

/** The sentence for a code, placeholders filled; a placeholder without a value reads as `?`. */
export function describeError(code: ErrorCode, details: ErrorDetails = {}): string {
  return filled(SENTENCES[code], details);
}

function filled(sentence: string, details: ErrorDetails): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '?'));
}

/** What whoever asked is told when `ms` milliseconds passed without an answer. */
export function timedOut(ms: number): WireError {
  return { code: 'timeout', error: filled(TIMEOUT, { seconds: ms / 1000 }) };
}

export function wireError(code: ErrorCode, details?: ErrorDetails): WireError {
  return { code, error: describeError(code, details) };
}

/** Thrown inside a program for an error that a person will meet; doors turn it into a `WireError`. */
export class RemoteError extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, details?: ErrorDetails) {
    super(describeError(code, details));
    this.name = 'RemoteError';
    this.code = code;
  }
  toWire(): WireError {
    return { code: this.code, error: this.message };
  }
}
