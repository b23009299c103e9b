/** What was used, machine by machine, as each answers; reached from Machines. It asks when opened and when told to. */
import type { MachineInfo } from '@claude-remote/protocol';
import { useState } from 'react';
import { useHub, useOverview } from '../state/hub-context.tsx';
import { inert } from '../transcript/inert-text.ts';
import { isCurrency, rememberCurrency, rememberedCurrency, type SecondCurrency } from './second-currency.ts';
import './usage.css';
import { isThreshold, rememberedThresholds, rememberThresholds, THRESHOLDS, type Thresholds } from './thresholds.ts';
import { UsageFacts } from './usage-facts.tsx';
import { useUsage } from './use-usage.ts';
import { useUsageWords } from './words.ts';

export function UsageScreen() {
  const u = useUsageWords();
  const { storage } = useHub();
  const { machines } = useOverview();
  const [currency, setCurrency] = useState(() => rememberedCurrency(storage));
  const [thresholds, setThresholds] = useState(() => rememberedThresholds(storage));
  function choose(change: Partial<SecondCurrency>) {
    const next = { ...currency, ...change };
    if (!isCurrency(next)) return;
    rememberCurrency(storage, next);
    setCurrency(next);
  }
  return (
    <>
      {machines.map((machine) => (
        <MachineUsage key={machine.id} {...{ machine, currency, thresholds }} />
      ))}
      <ThresholdFields
        thresholds={thresholds}
        onChange={(next) => {
          rememberThresholds(storage, next);
          setThresholds(next);
        }}
      />
      <div className="pad usageline currency">
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

interface MachineUsageProps {
  readonly machine: MachineInfo;
  readonly currency: SecondCurrency;
  readonly thresholds: Thresholds;
}

function MachineUsage({ machine, currency, thresholds }: MachineUsageProps) {
  const u = useUsageWords();
  const { usage, asking, trouble, again } = useUsage(machine);
  return (
    <section className="machine">
      <h2>{u('seen', { machine: machine.name })}</h2>
      {machine.online ? null : (
        <p className="pad small risk">{u(usage === null ? 'away' : 'lastRead', { machine: machine.name })}</p>
      )}
      {asking && usage === null ? <p className="pad small soft">{u('asking', { machine: machine.name })}</p> : null}
      {trouble === null ? null : <p className="pad small risk">{inert(trouble)}</p>}
      {usage === null ? null : <UsageFacts {...{ machine, usage, currency, thresholds }} />}
      {machine.online ? (
        <p className="pad">
          <button type="button" className="btn" disabled={asking} onClick={again}>
            {u('again')}
          </button>
        </p>
      ) : null}
    </section>
  );
}

/** Numbers from which on things are amber or red; what is no number changes nothing. */
function ThresholdFields({ thresholds, onChange }: { thresholds: Thresholds; onChange: (next: Thresholds) => void }) {
  const u = useUsageWords();
  return (
    <details className="pad">
      <summary className="label">{u('thresholds')}</summary>
      <div className="thresholds">
        {THRESHOLDS.map((name) => (
          <label key={name}>
            <span className="label">{u(name)}</span>
            <input
              className="field num"
              inputMode="decimal"
              defaultValue={thresholds[name]}
              onChange={(event) => {
                const value = Number(event.target.value);
                if (isThreshold(value)) onChange({ ...thresholds, [name]: value });
              }}
            />
          </label>
        ))}
      </div>
    </details>
  );
}
