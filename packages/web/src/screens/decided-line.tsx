import type { SessionSummary } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { when } from '../i18n/measures.ts';
import { useConnection } from '../state/hub-context.tsx';
import { deciderText, deviceText } from '../transcript/decision-words.ts';

/** What a person decided last in a session: who, on which device, when. */
export function DecidedLine({ decided, now }: { decided: NonNullable<SessionSummary['decided']>; now: number }) {
  const words = useWords();
  const { you } = useConnection();
  const device = deviceText(decided.by);
  const who = deciderText(decided, you?.actor.name ?? '', words);
  const parts = [who, ...(device === null ? [] : [device]), when(words.language, decided.at, now)];
  return <span className="meta cut decided">{parts.join(' · ')}</span>;
}
