import { deviceWords } from '@claude-remote/session';
import { memo } from 'react';
import { useWords } from '../i18n/language.tsx';
import { PromptBand } from './prompt-band.tsx';
import { isSameRow, type Row } from './rows.ts';
import { useScene } from './scene.tsx';
import { TurnNodeView } from './turn-nodes.tsx';

export interface TranscriptRowProps {
  readonly row: Row;
  /** A prompt that reached the machine, while no event says that Claude has it. */
  readonly delivered: boolean;
  /** Only the newest prompt says in words how far it got. */
  readonly worded: boolean;
  /** The reader was sent to this row. */
  readonly found: boolean;
}

/** One row of the transcript. It is drawn again only when what it shows changed. */
export const TranscriptRow = memo(
  function TranscriptRow({ row, delivered, worded, found }: TranscriptRowProps) {
    if (row.kind === 'prompt')
      return (
        <div className={found ? 'asking found' : 'asking'} data-row={row.key}>
          <Prompt item={row.item} delivered={delivered} worded={worded} />
        </div>
      );
    const { node, opens, ends, rail } = row;
    const classes = ['turn', opens && 'opens', ends && 'ends', rail && 'rail', found && 'found'];
    if (node.kind === 'live' && !node.thinking) classes.push('writing');
    return (
      <div className={classes.filter(Boolean).join(' ')} data-row={row.key}>
        <TurnNodeView node={node} />
      </div>
    );
  },
  (a, b) => a.delivered === b.delivered && a.worded === b.worded && a.found === b.found && isSameRow(a.row, b.row),
);

type PromptProps = Pick<TranscriptRowProps, 'delivered' | 'worded'> & {
  readonly item: Extract<Row, { kind: 'prompt' }>['item'];
};

function Prompt({ item, delivered, worded }: PromptProps) {
  const { t } = useWords();
  const { machine, you } = useScene();
  const { name, device } = item.by;
  return (
    <PromptBand
      by={name}
      device={name !== you && device ? deviceWords(device) : null}
      at={item.at}
      text={item.text}
      command={item.command}
      attachments={item.attachments}
      delivery={
        delivered
          ? { hops: 2, words: t('sent.delivered', { machine }), tone: '' }
          : { hops: 3, words: t('sent.applied'), tone: '' }
      }
      wordless={!worded}
    />
  );
}
