/** What was used, machine by machine, as each answers; reached from Machines. It asks when opened and when told to. */
import { isWireError } from '@claude-remote/client';
import type { MachineInfo, ReplyOf } from '@claude-remote/protocol';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { inert } from '../transcript/inert-text.ts';
import { isCurrency, rememberCurrency, rememberedCurrency, type SecondCurrency } from './second-currency.ts';
import './usage.css';
import { UsageFacts } from './usage-facts.tsx';
import { useUsageWords } from './words.ts';

export function UsageScreen() {
  const u = useUsageWords();
  const { storage } = useHub();
  const { machines } = useOverview();
  const [currency, setCurrency] = useState(() => rememberedCurrency(storage));
  function choose(change: Partial<SecondCurrency>) {
    const next = { ...currency, ...change };
    if (!isCurrency(next)) return;
    rememberCurrency(storage, next);
    setCurrency(next);
  }
  return (
    <>
      <p className="pad air">
        <Link href="/machines" className="btn">
          {u('back')}
        </Link>
      </p>
      {machines.map((machine) => (
        <MachineUsage key={machine.id} machine={machine} currency={currency} />
      ))}
      <div className="pad usageline">
        <label>
          <span className="label">{u('currency')}</span>
          <input
            className="field"
            maxLength={3}
            defaultValue={currency.code}
            onChange={(event) => choose({ code: event.target.value.toUpperCase() })}
          />
        </label>
        <label>
          <span className="label">{u('rate')}</span>
          <input
            className="field num"
            inputMode="decimal"
            defaultValue={currency.rate}
            onChange={(event) => choose({ rate: Number(event.target.value) })}
          />
        </label>
      </div>
    </>
  );
}

type Asked =
  | { readonly is: 'asking' }
  | { readonly is: 'answered'; readonly usage: ReplyOf<'usage'> }
  | { readonly is: 'failed'; readonly sentence: string };

function MachineUsage({ machine, currency }: { machine: MachineInfo; currency: SecondCurrency }) {
  const u = useUsageWords();
  const { client } = useHub();
  const [asked, setAsked] = useState<Asked>({ is: 'asking' });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks again
  useEffect(() => {
    if (!machine.online) return;
    let wanted = true;
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    client.ask(machine.id, { kind: 'usage', timeZone }).then(
      (usage) => wanted && setAsked({ is: 'answered', usage }),
      (error: unknown) =>
        wanted && setAsked({ is: 'failed', sentence: isWireError(error) ? error.error : String(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [client, machine.id, machine.online, round]);
  return (
    <section className="machine">
      <h2>{u('seen', { machine: machine.name })}</h2>
      {machine.online ? null : <p className="pad small risk">{u('away', { machine: machine.name })}</p>}
      {machine.online && asked.is === 'asking' ? (
        <p className="pad small soft">{u('asking', { machine: machine.name })}</p>
      ) : null}
      {asked.is === 'failed' ? <p className="pad small risk">{inert(asked.sentence)}</p> : null}
      {asked.is === 'answered' ? <UsageFacts machine={machine} usage={asked.usage} currency={currency} /> : null}
      {machine.online ? (
        <p className="pad">
          <button type="button" className="btn" onClick={() => setRound(round + 1)}>
            {u('again')}
          </button>
        </p>
      ) : null}
    </section>
  );
}
