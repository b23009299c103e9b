import type { Event, EventBody, Notice, PermissionRequest, Request, RequestId } from '@claude-remote/protocol';

/** What of a session's events somebody may have to hear. Pure. */
export type Happening =
  | { readonly what: 'asked'; readonly request: Request }
  | { readonly what: 'settled'; readonly request: RequestId }
  | { readonly what: 'turn-began' }
  | { readonly what: 'ended'; readonly notice: Notice }
  | { readonly what: 'limit'; readonly notice: Extract<Notice, { kind: 'limit' }> };

/** Whether a stored body may matter, before it is parsed: most events are text and tool output. */
export function mayMatter(body: string): boolean {
  return KINDS.test(body);
}

const KINDS = /"kind":"(?:request-opened|request-closed|turn-started|turn-ended|command-doubtful|limit)"/;

/** Null for everything that nobody has to hear. */
export function happeningOf({ body }: Event): Happening | null {
  switch (body.kind) {
    case 'request-opened':
      return { what: 'asked', request: body.request };
    case 'request-closed':
      return { what: 'settled', request: body.request };
    case 'turn-started':
      return { what: 'turn-began' };
    case 'turn-ended':
      return ended(body);
    case 'command-doubtful':
      return { what: 'ended', notice: { kind: 'failed', why: 'doubt' } };
    case 'limit':
      return limit(body);
    default:
      return null;
  }
}

function ended(body: Extract<EventBody, { kind: 'turn-ended' }>): Happening | null {
  switch (body.outcome) {
    case 'interrupted':
      return null; // somebody stopped it, and knows
    case 'done':
      return { what: 'ended', notice: { kind: 'finished', durationMs: body.durationMs, costUsd: body.costUsd } };
    case 'failed': {
      const why = body.error?.code === 'claude_login' ? 'login' : 'failed';
      const subject = body.error ? { subject: shortened(body.error.error) } : {};
      return { what: 'ended', notice: { kind: 'failed', why, ...subject } };
    }
  }
}

function limit({ limit, status, utilization, resetsAt }: Extract<EventBody, { kind: 'limit' }>): Happening | null {
  if (status === 'allowed') return null;
  return {
    what: 'limit',
    notice: {
      kind: 'limit',
      limit: shortened(limit),
      reached: status === 'rejected',
      ...(utilization === undefined ? {} : { utilization }),
      ...(resetsAt === undefined ? {} : { resetsAt }),
    },
  };
}

export function noticeOfRequest(request: Request): Notice {
  switch (request.kind) {
    case 'permission':
      return noticeOfPermission(request);
    case 'question':
      return {
        kind: 'question',
        request: request.id,
        count: request.questions.length,
        subject: shortened(request.questions[0]?.question ?? ''),
      };
    case 'plan':
      return { kind: 'plan', request: request.id };
  }
}

const DOES: Readonly<Record<string, 'run' | 'edit' | 'fetch'>> = {
  Bash: 'run',
  Edit: 'edit',
  MultiEdit: 'edit',
  Write: 'edit',
  NotebookEdit: 'edit',
  WebFetch: 'fetch',
  WebSearch: 'fetch',
};
/** What a tool's input is about, the most telling first. */
const SUBJECTS = ['command', 'file_path', 'notebook_path', 'url', 'query', 'pattern', 'path'];

function noticeOfPermission({ id, toolName, input, facts }: PermissionRequest): Notice {
  const found = facts.filter(({ level }) => level === 'danger').map(({ code }) => code);
  const subject = SUBJECTS.map((name) => input[name]).find((value) => typeof value === 'string');
  return {
    kind: found.length > 0 ? 'danger' : 'permission',
    request: id,
    does: DOES[toolName] ?? 'use',
    tool: shortened(toolName),
    found: [...new Set(found)],
    ...(typeof subject === 'string' ? { subject: shortened(subject) } : {}),
  };
}

const MAX_CHARS = 160;

/** One line that fits a notification and, many times over, a push. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= MAX_CHARS) return line;
  // Cut between characters, never inside one that takes two.
  return `${line.slice(0, MAX_CHARS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
