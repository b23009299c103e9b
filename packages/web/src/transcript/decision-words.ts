import type { Actor, Closing } from '@claude-remote/protocol';
import { deviceWords } from '@claude-remote/session';
import type { TextKey } from '../i18n/catalogue.ts';
import type { Words } from '../i18n/language.tsx';
import { inert } from './inert-text.ts';

/** Who decided what, and where: in the transcript and in lists. */
type Answered = Extract<Closing, { how: 'answered' }>;

const MINE: Record<Answered['decision'], TextKey> = {
  allowed: 'perm.youAllowed',
  denied: 'perm.youDenied',
  chosen: 'perm.youChose',
  approved: 'perm.youApproved',
};
const THEIRS: Record<Answered['decision'], TextKey> = {
  allowed: 'perm.xAllowed',
  denied: 'perm.xDenied',
  chosen: 'perm.xChose',
  approved: 'perm.xApproved',
};

export function deciderText({ decision, by }: Pick<Answered, 'decision' | 'by'>, you: string, { t }: Words): string {
  return by.name === you ? t(MINE[decision]) : t(THEIRS[decision], { user: by.name });
}

/** Null where no device is known. */
export function deviceText({ device }: Actor): string | null {
  return device ? inert(deviceWords(device)) : null;
}
