import { useId } from 'react';

export interface SwitchRowProps {
  readonly label: string;
  readonly hint?: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onChange: (on: boolean) => void;
}

/** One thing that is on or off; the whole row is the switch. */
export function SwitchRow({ label, hint, on, disabled = false, onChange }: SwitchRowProps) {
  const hintId = useId();
  return (
    <button
      type="button"
      role="switch"
      className="set"
      aria-label={label}
      aria-describedby={hint === undefined ? undefined : hintId}
      aria-checked={on}
      disabled={disabled}
      onClick={() => onChange(!on)}
    >
      <span className="setname">
        {label}
        {hint === undefined ? null : (
          <span className="meta soft" id={hintId}>
            {hint}
          </span>
        )}
      </span>
      <span className={on ? 'switch on' : 'switch'} aria-hidden="true" />
    </button>
  );
}
