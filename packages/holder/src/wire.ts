/**
 * What a runner and the holder say to each other over the unix socket: one JSON object a line. The runner pulls frames
 * (`read`), so a runner that cannot keep up simply asks later; nothing is pushed at it.
 */
export type ToHolder =
  /** First; a newer connection takes over from an older one. */
  | { readonly op: 'hello' }
  | {
      readonly op: 'spawn';
      readonly key: string;
      readonly file: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string;
    }
  /** Answered with the frames after `after`: at once when there are some, else when there are, or when the process is gone. */
  | { readonly op: 'read'; readonly key: string; readonly after: number }
  /** One line for stdin. The same id again is not written again. */
  | { readonly op: 'write'; readonly key: string; readonly id: string; readonly line: string }
  /** Frames up to here need not be kept. */
  | { readonly op: 'ack'; readonly key: string; readonly upTo: number }
  /** Close stdin, then SIGTERM, then SIGKILL, `graceMs` apart; the whole tree. */
  | { readonly op: 'stop'; readonly key: string; readonly graceMs: number }
  /** Drop what is kept of a process that is gone. */
  | { readonly op: 'forget'; readonly key: string };

export type FromHolder =
  | { readonly ev: 'hello'; readonly processes: readonly HeldProcess[] }
  | { readonly ev: 'spawned'; readonly key: string; readonly pid: number }
  | { readonly ev: 'frames'; readonly key: string; readonly frames: readonly HeldFrame[]; readonly exit: Exit | null }
  | { readonly ev: 'written'; readonly key: string; readonly id: string }
  | { readonly ev: 'refused'; readonly key: string; readonly id: string | null; readonly error: string };

export interface HeldFrame {
  /** Dense from 1 for the life of the process. */
  readonly n: number;
  readonly line: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last 8 KB. */
  readonly stderr: string;
  /** Number of the last frame. */
  readonly last: number;
}

export interface HeldProcess {
  readonly key: string;
  readonly pid: number;
  /** Frames up to here were acknowledged and are gone. */
  readonly acked: number;
  readonly last: number;
  readonly exit: Exit | null;
  /** Control requests of Claude's that nobody has answered, whole lines, oldest first. */
  readonly unanswered: readonly string[];
  /** Ids of those that were answered: a runner may have died before it could note that. */
  readonly answered: readonly string[];
}
