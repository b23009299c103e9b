import {
  EVENT_BATCH_BYTES,
  type EventBody,
  type Query,
  RemoteError,
  type ReplyBody,
  type ReplyOf,
  type SessionId,
  type SessionState,
} from '@claude-remote/protocol';
import { cannotTell, changesSince } from './changes/changes.ts';
import { lookAtWorktree } from './changes/remove-worktree.ts';
import type { Journals } from './journal/journals.ts';
import { allowedDirectory, type Policy } from './policy/policy.ts';
import type { Redactor } from './redact/redact.ts';
import type { Supervisor } from './supervisor/supervisor.ts';
import { answerUsage } from './usage/answer-usage.ts';
import { UsageReader } from './usage/usage-reader.ts';
import { browse } from './workspace/browse.ts';
import { diskSessions } from './workspace/disk-sessions.ts';
import { type FindOptions, findFiles } from './workspace/find-files.ts';
import { toolOutput } from './workspace/tool-output.ts';

/** Answers questions about this machine. Reads only, and only what the policy allows. Throws `RemoteError`. */
export function queryAnswerer(parts: QueryParts): (query: Query) => Promise<ReplyBody> {
  const { configDir, now, policy, journals } = parts;
  const usage = new UsageReader({ configDir, now });
  return async (query) => {
    switch (query.kind) {
      case 'browse':
        return browse(await parts.policy(), query.path);
      case 'find-files': {
        const { workspace } = stateOf(parts.journals, query.session);
        return { kind: 'find-files', files: await findFiles(workspace, query.text, parts.find) };
      }
      case 'tool-output': {
        const { id, claudeSession, workspace } = stateOf(parts.journals, query.session);
        const reply = await toolOutput({ claudeSession: claudeSession ?? id, workspace, tool: query.tool });
        return { ...reply, text: parts.redactor.text(reply.text) };
      }
      case 'disk-sessions': {
        const { configDir, redactor } = parts;
        const { workspace } = query;
        return diskSessions(await parts.policy(), { workspace, configDir, redact: (text) => redactor.text(text) });
      }
      case 'disk-transcript': {
        const found = await parts.readTranscript(query.claudeSession);
        if (!found) throw new RemoteError('not_found', { what: 'conversation' });
        await allowedDirectory(await parts.policy(), found.workspace);
        return parts.redactor.value(pageOf(found, query.before));
      }
      case 'rewind-preview': {
        const { files, added, removed } = await parts.supervisor.previewRewind(query.session, query.prompt);
        return { kind: 'rewind-preview', files: files.map((file) => parts.redactor.text(file)), added, removed };
      }
      case 'usage': {
        const states = () => journals.all().map(({ memory }) => memory.state);
        return answerUsage(usage, query.timeZone, { now, policy, states });
      }
      case 'changes': {
        const { workspace, createdAt } = stateOf(journals, query.session);
        const { git, env } = parts.find;
        const tool = git === null ? null : { git, env, scratch: parts.scratch };
        const mask = (text: string): string => parts.redactor.text(text);
        const { since = createdAt, path } = query;
        return changesSince({ workspace, since, path, mask }, tool).catch((error: unknown) => {
          throw error instanceof RemoteError ? error : cannotTell(error);
        });
      }
      case 'worktree': {
        const state = stateOf(journals, query.session);
        return parts.redactor.value(await lookAtWorktree({ state, policy: await policy() }, parts.find));
      }
    }
  };
}

function stateOf(journals: Journals, session: SessionId): SessionState {
  const state = journals.find(session)?.memory.state;
  if (!state?.workspace) throw new RemoteError('session_not_found', { session });
  return state;
}

/** Events of one page of a transcript; a phone draws some hundred well. */
const PAGE = 200;

interface DiskTranscript {
  readonly workspace: string;
  readonly events: readonly { readonly at: number; readonly body: EventBody }[];
}

function pageOf({ workspace, events }: DiskTranscript, before = events.length + 1): ReplyOf<'disk-transcript'> {
  const numbered = events.map((one, index) => ({ epoch: 0, seq: index + 1, ...one }));
  const page = numbered.slice(Math.max(0, before - 1 - PAGE), before - 1);
  let room = EVENT_BATCH_BYTES;
  const tooFar = page.findLastIndex((event) => {
    room -= Buffer.byteLength(JSON.stringify(event));
    return room < 0;
  });
  return { kind: 'disk-transcript', workspace, events: page.slice(Math.min(tooFar + 1, page.length - 1)) };
}

export interface QueryParts {
  /** A conversation of Claude's as its transcript has it; null when there is none. */
  readonly readTranscript: (claudeSession: SessionId) => Promise<DiskTranscript | null>;
  readonly supervisor: Pick<Supervisor, 'previewRewind'>;
  readonly journals: Journals;
  readonly policy: () => Promise<Policy>;
  readonly redactor: Redactor;
  readonly find: FindOptions;
  /** Claude Code's own directory (`~/.claude`). */
  readonly configDir: string;
  /** Directory for what lasts as long as one question. */
  readonly scratch: string;
  /** Unix ms. */
  readonly now: () => number;
}
