import type { Request } from '@claude-remote/protocol';
import type { TranscriptItem } from '@claude-remote/session';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { spokenItem, spokenRequest } from './spoken.ts';

export interface AnnouncerProps {
  /** What stands in the transcript from now on is new; before that it is being loaded. */
  readonly loaded: boolean;
  readonly items: readonly TranscriptItem[];
  readonly requests: readonly Request[];
  readonly machine: string;
  readonly workspace: string;
}

/** Milliseconds between two things said politely: a screen reader needs the time. */
const PAUSE_MS = 3_000;

/** Says what comes while a session is open, and nothing that was there before: text and steps politely, requests at once. */
export function Announcer({ loaded, items, requests, machine, workspace }: AnnouncerProps) {
  const words = useWords();
  const heard = useRef<{ seq: number; requests: ReadonlySet<string> } | null>(null);
  const waiting = useRef<string[]>([]);
  const [said, setSaid] = useState('');
  const [urgent, setUrgent] = useState('');

  useEffect(() => {
    if (!loaded) return;
    const seq = items.at(-1)?.seq ?? 0;
    const before = heard.current;
    heard.current = { seq: Math.max(seq, before?.seq ?? 0), requests: new Set(requests.map(({ id }) => id)) };
    if (!before) return;
    const fresh = items.filter((item) => item.seq > before.seq).map((item) => spokenItem(item, workspace, words));
    waiting.current.push(...fresh.filter((text) => text !== ''));
    const asked = requests.find(({ id }) => !before.requests.has(id));
    if (asked) setUrgent(spokenRequest(asked, { machine, workspace }, words));
  }, [loaded, items, requests, machine, workspace, words]);

  useEffect(() => {
    const timer = setInterval(() => {
      if (waiting.current.length > 0) setSaid(waiting.current.splice(0).join('. '));
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, []);

  return (
    <>
      <p className="sr" role="status">
        {said}
      </p>
      <p className="sr" aria-live="assertive">
        {urgent}
      </p>
    </>
  );
}
