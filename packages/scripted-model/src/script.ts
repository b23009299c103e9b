/** What a scripted model is asked, and what it may answer. */
export interface Asked {
  /** The text of the newest prompt of a person (or of a helper's task), without reminders that Claude Code adds. */
  readonly prompt: string;
  /** Prompts of the same conversation before that, oldest first. */
  readonly earlier: readonly string[];
  /** Pictures and documents that came with the newest prompt, as Claude Code passed them on. */
  readonly files: readonly AskedFile[];
  /** What tools gave back since that prompt, oldest first. */
  readonly results: readonly ToolResult[];
  /** Replies of the model since that prompt: 0 for the first. */
  readonly step: number;
  /** The working directory as Claude Code names it; empty when it does not. */
  readonly cwd: string;
}

export interface AskedFile {
  readonly type: 'image' | 'document';
  readonly mediaType: string;
  /** Base64, or the text itself of a text document. */
  readonly data: string;
}

export interface ToolResult {
  readonly text: string;
  readonly isError: boolean;
}

export type Reply =
  | { readonly blocks: readonly Block[]; readonly pace?: Pace }
  | { readonly error: { readonly status: number; readonly type: string; readonly message: string } }
  /** Never answers, until the caller hangs up. */
  | { readonly silence: true };

export type Block =
  | { readonly text: string }
  | { readonly thinking: string }
  | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
  /** Streaming goes on when the promise settles: tests wait for a thing instead of for a time. */
  | { readonly until: Promise<unknown> };

/** How text is cut into deltas. */
export interface Pace {
  /** Characters in one delta. */
  readonly characters: number;
  /** Milliseconds between two deltas. */
  readonly gapMs: number;
}

export type Script = (asked: Asked) => Reply | Promise<Reply>;
