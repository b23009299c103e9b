import type { TranscriptItem } from '@claude-remote/session';
import { useWords } from '../i18n/language.tsx';
import { duration } from '../i18n/measures.ts';
import { ChecklistStep } from './checklist.tsx';
import { MergedStep } from './merged-step.tsx';
import type { DrawNodes, TurnNode } from './nodes.ts';
import { NoticeLine } from './notice-line.tsx';
import { Prose } from './prose.tsx';
import { RequestLine } from './request-line.tsx';
import { ResultLine } from './result-line.tsx';
import { useScene } from './scene.tsx';
import { Step } from './step.tsx';
import { ToolStep } from './tool-step.tsx';

function TurnNodes({ nodes }: { nodes: readonly TurnNode[] }) {
  return nodes.map((node) => <TurnNodeView key={node.key} node={node} />);
}

/** A helper's steps are nodes again; handed down, so that a step need not know who draws it. */
const drawNodes: DrawNodes = (nodes) => <TurnNodes nodes={nodes} />;

/** A block that streams and its finished event are drawn by the same element in the same place. */
export function TurnNodeView({ node }: { node: TurnNode }) {
  const { current } = useScene();
  switch (node.kind) {
    case 'merged':
      return <MergedStep tools={node.tools} drawNodes={drawNodes} />;
    case 'checklist':
      return <ChecklistStep node={node} />;
    case 'live':
      return node.thinking ? (
        <Thinking block={node.block} text={node.text} durationMs={null} streaming={current} />
      ) : (
        <Prose text={node.text} streaming={current} />
      );
    case 'item':
      return itemElement(node.item);
  }
}

/** Returns the element itself, not a component around it: a live block and its finished event must be of one type. */
function itemElement(item: TranscriptItem) {
  switch (item.kind) {
    case 'text':
      return <Prose text={item.text} />;
    case 'thinking':
      return <Thinking block={item.block} text={item.text} durationMs={item.durationMs} streaming={false} />;
    case 'tool':
      return <ToolStep tool={item} drawNodes={drawNodes} />;
    case 'request':
      return <RequestLine item={item} />;
    case 'result':
      return <ResultLine item={item} />;
    case 'notice':
      return <NoticeLine item={item} />;
    case 'prompt':
      return null;
  }
}

interface ThinkingProps {
  readonly block: string;
  readonly text: string;
  readonly durationMs: number | null;
  readonly streaming: boolean;
}

function Thinking({ block, text, durationMs, streaming }: ThinkingProps) {
  const { t } = useWords();
  const done =
    durationMs !== null && durationMs >= 1000
      ? t('step.thoughtFor', { time: duration(t, durationMs) })
      : t('step.thought');
  return (
    <Step
      id={block}
      glyph="thought"
      running={streaming ? 'working' : undefined}
      what={streaming ? t('step.thinking') : done}
      details={
        text.trim() === ''
          ? null
          : () => (
              <div className="small soft thinking">
                <Prose text={text} streaming={streaming} />
              </div>
            )
      }
    />
  );
}
