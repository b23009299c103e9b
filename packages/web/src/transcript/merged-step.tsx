import type { ToolItem } from '@claude-remote/session';
import { useWords, type Words } from '../i18n/language.tsx';
import { duration } from '../i18n/measures.ts';
import { describeTool } from './describe-tool.ts';
import { countMerged, type DrawNodes } from './nodes.ts';
import { Step } from './step.tsx';
import { ToolStep } from './tool-step.tsx';

/** Several finished read-only steps as one row; open, each of them. */
export function MergedStep({ tools, drawNodes }: { tools: readonly ToolItem[]; drawNodes: DrawNodes }) {
  const { t } = useWords();
  const [first, ...rest] = partsOf(tools, t);
  const took = tools.reduce((sum, tool) => sum + (tool.durationMs ?? 0), 0);
  const [tool] = tools;
  return (
    <Step
      id={`run ${tools.at(-1)?.tool ?? ''}`} // older pages are put in front of a run, and nothing comes behind it
      glyph={tool ? describeTool(tool, '').glyph : 'read'}
      what={
        <>
          <b>{first}</b>
          {rest.map((part) => `, ${part}`)}
        </>
      }
      end={took >= 1000 ? duration(t, took) : null}
      details={() => (
        <div className="nest">
          {tools.map((one) => (
            <ToolStep key={one.tool} tool={one} drawNodes={drawNodes} />
          ))}
        </div>
      )}
    />
  );
}

function partsOf(tools: readonly ToolItem[], t: Words['t']): string[] {
  const { read, searched, listed, fetched } = countMerged(tools);
  const parts: string[] = [];
  if (read > 0) parts.push(read === 1 ? t('step.readOne') : t('step.readFiles', { n: read }));
  if (searched === 1) parts.push(t('step.searchedOnce'));
  if (searched === 2) parts.push(t('step.searchedTwice'));
  if (searched > 2) parts.push(t('step.searchedTimes', { n: searched }));
  if (listed > 0) parts.push(listed === 1 ? t('step.listedOnce') : t('step.listedTimes', { n: listed }));
  if (fetched > 0) parts.push(fetched === 1 ? t('step.fetchedOnce') : t('step.fetchedTimes', { n: fetched }));
  return parts.map((part, index) => (index === 0 ? part.charAt(0).toLocaleUpperCase() + part.slice(1) : part));
}
