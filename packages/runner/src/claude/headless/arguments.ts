import type { ClaudePlan } from '../driver.ts';
import { claudeMode } from '../modes.ts';

/** Seed 000's promise for the mode `edits`: file edits and git pre-approved. */
const EDITS_ALSO_ALLOWS = 'Bash(git:*)';

/** How Claude Code is started for a session. Prompts never appear here: they go by stdin. */
/** `forkAt`: the last message of the conversation that a fork takes along; absent: all of it. */
export function claudeArguments(plan: ClaudePlan, forkAt?: string): string[] {
  const { settings } = plan;
  return [
    ...['--output-format', 'stream-json', '--verbose'],
    ...['--input-format', 'stream-json'],
    ...['--permission-prompt-tool', 'stdio'],
    ...['--permission-mode', claudeMode(settings.mode)],
    ...['--include-partial-messages', '--replay-user-messages'],
    ...beginning(plan),
    ...(plan.begin === 'fork' && forkAt ? ['--resume-session-at', forkAt] : []),
    ...(settings.model ? ['--model', settings.model] : []),
    ...(settings.effort ? ['--effort', settings.effort] : []),
    ...(settings.mode === 'edits' ? ['--allowedTools', EDITS_ALSO_ALLOWS] : []),
    ...(settings.mode === 'bypass' || plan.mayBypass ? ['--allow-dangerously-skip-permissions'] : []),
  ];
}

function beginning({ begin, claudeSession, forkOf }: ClaudePlan): string[] {
  switch (begin) {
    case 'new':
      return ['--session-id', claudeSession];
    case 'resume':
      return ['--resume', claudeSession];
    case 'fork':
      return ['--resume', forkOf ?? claudeSession, '--fork-session', '--session-id', claudeSession];
  }
}
