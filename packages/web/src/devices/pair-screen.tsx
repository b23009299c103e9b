import '../styles/auth.css';
import { type FormEvent, useEffect, useState } from 'react';
import { Sign } from '../parts/sign.tsx';
import type { HttpOutcome, HubHttp } from '../state/hub-http.ts';
import { useDeviceWords } from './words.ts';

export interface PairScreenProps {
  readonly http: HubHttp;
  readonly host: string;
  /** From the link; null when a code is typed. */
  readonly secret: string | null;
  readonly onSignedIn: () => void;
  readonly onPassword: () => void;
}

interface Asked {
  readonly claim: string;
  readonly username: string;
}

/** Milliseconds between two questions whether the person has allowed it. */
const CLAIM_MS = 1_000;

/** This device asks another one of the same person to sign it in. It asks only when told to: a link alone does nothing. */
export function PairScreen({ http, host, secret, onSignedIn, onPassword }: PairScreenProps) {
  const d = useDeviceWords();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [burnt, setBurnt] = useState(false);
  const byLink = secret !== null && !burnt;

  async function ask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get('code') ?? '');
    setTrouble(null);
    const outcome = await http.post('/api/auth/pair', byLink ? { secret } : { code });
    if (outcome.outcome === 'ok')
      setAsked(outcome.body as Asked); // the hub is of the same build as this page
    else {
      setTrouble(sentenceOf(outcome) || d('unreachable'));
      if (outcome.outcome === 'refused') setBurnt(true);
    }
  }

  const claim = asked?.claim ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one claim is asked for until it is settled
  useEffect(() => {
    if (claim === null) return;
    const timer = setInterval(async () => {
      const outcome = await http.post('/api/auth/pair/claim', { claim });
      if (outcome.outcome === 'unreachable') return;
      if (outcome.outcome === 'ok' && (outcome.body as { state: string }).state === 'waiting') return;
      clearInterval(timer);
      if (outcome.outcome === 'ok') onSignedIn();
      else {
        setAsked(null);
        setBurnt(true);
        setTrouble(outcome.sentence);
      }
    }, CLAIM_MS);
    return () => clearInterval(timer);
  }, [claim]);

  return (
    <div className="app auth">
      <main className="main authmain">
        <div className="authhead">
          <Sign size={44} />
          <h1>{d('pairTitle')}</h1>
          <p className="soft">
            <span className="mono host">{host}</span>
          </p>
        </div>
        {asked ? (
          <p role="status">{d('pairWaiting', { user: asked.username })}</p>
        ) : (
          <form method="post" className="fields" onSubmit={ask}>
            <p className="soft">{d(byLink ? 'pairAsk' : 'pairType')}</p>
            {byLink ? null : (
              <label>
                <span className="label">{d('pairCode')}</span>
                <input
                  className="field mono"
                  name="code"
                  autoComplete="one-time-code"
                  autoCapitalize="characters"
                  spellCheck={false}
                  maxLength={12}
                  required
                />
              </label>
            )}
            <p className="risk small formerror" role="alert">
              {trouble}
            </p>
            <button className="btn act wide tall" type="submit">
              {d('pairGo')}
            </button>
            <button className="btn bare wide" type="button" onClick={onPassword}>
              {d('usePassword')}
            </button>
          </form>
        )}
      </main>
    </div>
  );
}

function sentenceOf(outcome: HttpOutcome<unknown>): string {
  return outcome.outcome === 'refused' ? outcome.sentence : '';
}
