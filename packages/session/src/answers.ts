import type { Answer, PermissionMode, Request } from '@claude-remote/protocol';

/** Why an answer does not fit a request, in words for `answer_mismatch`; null when it fits. */
export function misfit(request: Request, answer: Answer): string | null {
  if (answer.type === 'deny') return null;
  switch (request.kind) {
    case 'permission':
      if (answer.type !== 'allow') return 'a permission is allowed or denied';
      return answer.suggestions?.every((index) => request.suggestions.some((s) => s.index === index)) === false
        ? 'it names an "always" choice that was not offered'
        : null;
    case 'question':
      if (answer.type !== 'choose') return 'a question is answered by choices or denied';
      return missingAnswer(request.questions, answer.answers);
    case 'plan':
      return answer.type === 'approve' ? null : 'a plan is approved or denied';
  }
}

function missingAnswer(
  questions: readonly { question: string }[],
  answers: Readonly<Record<string, string | string[]>>,
): string | null {
  const missing = questions.find(({ question }) => {
    const given = answers[question];
    return given === undefined || given.length === 0;
  });
  return missing ? `no answer to “${missing.question}”` : null;
}

/** The word for what was decided, as request-closed events hold it. */
export function decisionOf(answer: Answer): 'allowed' | 'denied' | 'chosen' | 'approved' {
  switch (answer.type) {
    case 'allow':
      return 'allowed';
    case 'deny':
      return 'denied';
    case 'choose':
      return 'chosen';
    case 'approve':
      return 'approved';
  }
}

/** What was said with it, for those who read of it later: the reason of a denial, or what was chosen, question by question. */
export function saidWith(answer: Answer): string | undefined {
  switch (answer.type) {
    case 'deny':
      return answer.message;
    case 'choose':
      return Object.values(answer.answers)
        .map((chosen) => [chosen].flat().join(', '))
        .join(' · ');
    case 'allow':
    case 'approve':
      return undefined;
  }
}

/** The mode that an answer would switch to, so that the machine's policy can be asked first; null when none. */
export function modeOfAnswer(request: Request, answer: Answer): PermissionMode | null {
  if (answer.type === 'approve') return answer.mode ?? null;
  if (answer.type !== 'allow' || request.kind !== 'permission') return null;
  const chosen = request.suggestions.filter((s) => s.kind === 'mode' && answer.suggestions?.includes(s.index));
  const modes: PermissionMode[] = ['ask', 'edits', 'plan', 'auto', 'bypass'];
  return modes.find((mode) => chosen.some((s) => s.text === mode)) ?? null;
}
