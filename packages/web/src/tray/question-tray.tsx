import type { Question, QuestionRequest } from '@claude-remote/protocol';
import { useEffect, useRef, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { CheckMark, RadioMark } from '../parts/choice-marks.tsx';
import { inert } from '../transcript/inert-text.ts';
import { answersOf, type Choice, EMPTY_CHOICE, isAnswered, pick, pickOther } from './question-choices.ts';
import type { RequestTrayProps } from './request-tray-props.ts';
import { useSettled } from './use-settled.ts';

/** Claude asks: radio for exactly one, box for any number, Other opens a field in place. */
export function QuestionTray({ request, onAnswer }: RequestTrayProps<QuestionRequest>) {
  const { t } = useWords();
  const { questions } = request;
  const [choices, setChoices] = useState<readonly Choice[]>(() => questions.map(() => EMPTY_CHOICE));
  const [asked, setAsked] = useState(false);
  const settled = useSettled(request.id);
  const change = (index: number, next: Choice) => setChoices(choices.map((old, at) => (at === index ? next : old)));
  const submit = settled(() => {
    setAsked(true);
    if (questions.every((_, index) => isAnswered(choices[index] ?? EMPTY_CHOICE)))
      onAnswer({ type: 'choose', answers: answersOf(questions, choices) });
  });
  return (
    <>
      {questions.map((question, index) => (
        <OneQuestion
          key={question.question}
          question={question}
          number={questions.length > 1 ? index + 1 : null}
          choice={choices[index] ?? EMPTY_CHOICE}
          missing={asked && !isAnswered(choices[index] ?? EMPTY_CHOICE)}
          onChange={(next) => change(index, next)}
        />
      ))}
      <div className="acts">
        <button type="button" className="btn act wide" data-filled onClick={submit}>
          {questions.length > 1 ? t('ask.send', { n: questions.length }) : t('ask.sendOne')}
        </button>
        <button
          type="button"
          className="btn bare wide"
          onClick={settled(() => onAnswer({ type: 'deny', interrupt: true }))}
        >
          {t('ask.inChat')}
        </button>
      </div>
    </>
  );
}

interface OneQuestionProps {
  readonly question: Question;
  readonly number: number | null;
  readonly choice: Choice;
  readonly missing: boolean;
  readonly onChange: (choice: Choice) => void;
}

function OneQuestion({ question, number, choice, missing, onChange }: OneQuestionProps) {
  const { t } = useWords();
  const many = question.multiSelect;
  return (
    <fieldset className="ask">
      <legend className="sect">
        <span className="mark s quiet num">{number}</span>
        <h2>{inert(question.question)}</h2>
        {many || missing ? (
          <span className={missing ? 'meta risk' : 'meta'}>{t(missing ? 'ask.missing' : 'ask.any')}</span>
        ) : null}
      </legend>
      {question.options.map(({ label, description }) => (
        <Option
          key={label}
          many={many}
          on={choice.labels.includes(label)}
          name={inert(label)}
          hint={inert(description)}
          onPick={() => onChange(pick(choice, label, many))}
        />
      ))}
      <Option
        many={many}
        on={choice.other !== null}
        name={t('ask.other')}
        hint={choice.other === null ? t('ask.otherHint') : ''}
        onPick={() => onChange(pickOther(choice, choice.other === null ? '' : null, many))}
      />
      {choice.other === null ? null : (
        <OtherField text={choice.other} onChange={(text) => onChange(pickOther(choice, text, many))} />
      )}
    </fieldset>
  );
}

/** Opened by a tap on Other, so the words go there at once; the tray scrolls it above its buttons. */
function OtherField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t } = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <div className="other">
      <textarea
        ref={field}
        className="field plainfield"
        rows={2}
        aria-label={t('ask.other')}
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

interface OptionProps {
  readonly many: boolean;
  readonly on: boolean;
  readonly name: string;
  readonly hint: string;
  readonly onPick: () => void;
}

function Option({ many, on, name, hint, onPick }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles know aria-checked
    <button type="button" role={many ? 'checkbox' : 'radio'} aria-checked={on} className="choice" onClick={onPick}>
      <span className="mark">{many ? <CheckMark on={on} /> : <RadioMark on={on} />}</span>
      <span>
        <b>{name}</b>
        {hint === '' ? null : <small>{hint}</small>}
      </span>
    </button>
  );
}
