export interface SegmentedChoiceProps<Value extends string> {
  readonly label: string;
  /** `lang`: the language that the name is written in. */
  readonly options: readonly { readonly value: Value; readonly name: string; readonly lang?: string }[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** One of few, side by side. */
export function SegmentedChoice<Value extends string>({
  label,
  options,
  chosen,
  onChoose,
}: SegmentedChoiceProps<Value>) {
  return (
    <>
      <p className="label pad">{label}</p>
      <div className="pad">
        <div className="seg3" role="radiogroup" aria-label={label}>
          {options.map(({ value, name, lang }) => (
            // biome-ignore lint/a11y/useSemanticElements: words in one box, as the design has it
            <button
              key={value}
              type="button"
              role="radio"
              lang={lang}
              aria-checked={value === chosen}
              onClick={() => onChoose(value)}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
    </>
  );
}
