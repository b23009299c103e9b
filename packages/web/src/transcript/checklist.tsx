import type { ChecklistItem } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { Mark } from '../parts/mark.tsx';
import type { ChecklistNode } from './checklist-node.ts';
import { inert } from './inert-text.ts';
import { useScene } from './scene.tsx';
import { Step } from './step.tsx';

const CLASS = { completed: 'done', in_progress: 'cur', pending: '' } as const;
const WORD = { completed: 'todo.done', in_progress: 'todo.now', pending: 'todo.open' } as const;

function Checklist({ items, current }: { items: readonly ChecklistItem[]; current: boolean }) {
  const { t } = useWords();
  const working = current ? 'working' : 'unknown';
  return (
    <ul className="todo">
      {items.map(({ text, status }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no other name than their place
        <li key={index} className={CLASS[status]}>
          <Mark
            kind={status === 'completed' ? 'finished' : status === 'in_progress' ? working : 'quiet'}
            label={t(WORD[status])}
          />
          <span>{inert(text)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Claude's list in the turn that changed it: one step, open, which changes in place. */
export function ChecklistStep({ node: { key, tool, items } }: { node: ChecklistNode }) {
  const { t } = useWords();
  const { current } = useScene();
  const done = items.filter((item) => item.status === 'completed').length;
  const working = current ? 'working' : 'unknown';
  return (
    <Step
      id={key}
      glyph="checklist"
      running={tool.status === 'running' ? working : undefined}
      open
      what={<b>{t('step.checklist')}</b>}
      end={t('step.ofDone', { n: done, all: items.length })}
      details={items.length === 0 ? null : () => <Checklist items={items} current={current} />}
    />
  );
}
