import { memo, Suspense, useState } from 'react';
import { late } from '../offline/late.ts';
import { inert } from './inert-text.ts';
import { isPlain } from './is-plain.ts';
import { PlainWhenBroken } from './plain-when-broken.tsx';
import { splitBlocks } from './split-blocks.ts';

const Markdown = late(() => import('./markdown.tsx'), 'Markdown');

/**
 * Claude's text. Blocks that can no longer change are parsed once; only the last is parsed again while text streams.
 * Until the Markdown reader is loaded the same text stands there plain, in the same box.
 */
export function Prose({ text, streaming = false }: { text: string; streaming?: boolean }) {
  const blocks = splitBlocks(inert(text));
  return (
    <div className="md">
      {blocks.map((block, index) => (
        <Block
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks only ever grow at the end
          key={index}
          text={block}
          open={streaming && index === blocks.length - 1}
        />
      ))}
    </div>
  );
}

const Block = memo(function Block({ text, open }: { text: string; open: boolean }) {
  // What began as it was being written stays with its element: it may yet need a reader of Markdown.
  const [finished] = useState(!open);
  if (finished && isPlain(text)) return <p>{text}</p>;
  return (
    <PlainWhenBroken text={text}>
      <Suspense fallback={<p className="plain">{text}</p>}>
        <Markdown text={text} open={open} />
      </Suspense>
    </PlainWhenBroken>
  );
});
