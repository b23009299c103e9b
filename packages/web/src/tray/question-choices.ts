import type { Question } from '@claude-remote/protocol';

/** What is ticked of one question. `other`: the person's own words; null while Other is not chosen. */
export interface Choice {
  readonly labels: readonly string[];
  readonly other: string | null;
}

export const EMPTY_CHOICE: Choice = { labels: [], other: null };

/** Ticks or unticks a label; of a single-choice question the last tick counts. */
export function pick({ labels, other }: Choice, label: string, many: boolean): Choice {
  if (!many) return { labels: [label], other: null };
  return { labels: labels.includes(label) ? labels.filter((one) => one !== label) : [...labels, label], other };
}

export function pickOther({ labels }: Choice, other: string | null, many: boolean): Choice {
  return { labels: many ? labels : [], other };
}

export function isAnswered({ labels, other }: Choice): boolean {
  return labels.length > 0 || (other !== null && other.trim() !== '');
}

/** By question text: one label or text, or a list where any number may be chosen. */
export function answersOf(
  questions: readonly Question[],
  choices: readonly Choice[],
): Record<string, string | string[]> {
  return Object.fromEntries(
    questions.map(({ question, multiSelect }, index) => {
      const { labels, other } = choices[index] ?? EMPTY_CHOICE;
      const given = [...labels, ...(other === null || other.trim() === '' ? [] : [other.trim()])];
      return [question, multiSelect ? given : (given[0] ?? '')];
    }),
  );
}
