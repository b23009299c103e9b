import type { ClaudeDriver, ClaudeEvent, ClaudeOutput } from '../claude/driver.ts';
import { findRepository } from './repository.ts';

/**
 * The same driver, which also says what is checked out in the session's directory whenever its Claude starts or ends a
 * turn. Read from the repository's own small files: git is not started for it.
 */
export function tellingBranch(driver: ClaudeDriver): ClaudeDriver {
  return {
    check: () => driver.check(),
    held: () => driver.held(),
    evidence: (plan, command) => driver.evidence(plan, command),
    open: (plan, sink) =>
      driver.open(plan, {
        onOutput: async (output) => sink.onOutput(await withBranch(output, plan.workspace)),
        onExit: (exit) => sink.onExit(exit),
      }),
  };
}

async function withBranch(output: ClaudeOutput, workspace: string): Promise<ClaudeOutput> {
  if (!output.events.some(isAsked)) return output;
  const branch = await branchOf(workspace);
  return { ...output, events: output.events.map((event) => told(event, branch)) };
}

function isAsked(event: ClaudeEvent): boolean {
  return event.type === 'turn-result' || (event.type === 'event' && event.body.kind === 'claude-started');
}

function told(event: ClaudeEvent, branch: string | null): ClaudeEvent {
  if (event.type === 'turn-result') return { ...event, result: { ...event.result, branch } };
  if (event.type === 'event' && event.body.kind === 'claude-started')
    return { ...event, body: { ...event.body, branch } };
  return event;
}

/** Characters of a branch's name that are told, and of a commit's hash where no branch is checked out. */
const MAX_BRANCH_CHARS = 200;
const HASH_CHARS = 7;

/** Null where there is no repository, or none that can be read. */
async function branchOf(directory: string): Promise<string | null> {
  const repository = await findRepository(directory).catch(() => null);
  return repository?.branch?.slice(0, MAX_BRANCH_CHARS) ?? repository?.head?.slice(0, HASH_CHARS) ?? null;
}
