import type { ChecklistItem } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { Mark } from '../parts/mark.tsx';
import { inert } from './inert-text.ts';

const CLASS = { completed: 'done', in_progress: 'cur', pending: '' } as const;
const WORD = { completed: 'todo.done', in_progress: 'todo.now', pending: 'todo.open' } as const;

export function Checklist({ items, current }: { items: readonly ChecklistItem[]; current: boolean }) {
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
