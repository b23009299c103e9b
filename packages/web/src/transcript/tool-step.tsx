import type { ToolItem } from '@claude-remote/session';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/language.tsx';
import { duration, stopwatch } from '../i18n/measures.ts';
import { useNow } from '../state/now.tsx';
import { ChangeCount } from './change-count.tsx';
import { describeTool, type ToolWords, textOf, wantsKey } from './describe-tool.ts';
import { type DiffRow, rowsOfHunks } from './diff-rows.ts';
import { DiffView } from './diff-view.tsx';
import { inert } from './inert-text.ts';
import { type DrawNodes, helperNodes } from './nodes.ts';
import { Output } from './output.tsx';
import { useLive, useScene } from './scene.tsx';
import { Step } from './step.tsx';

/** Rows up to which a change opens by itself. */
const SMALL_DIFF_ROWS = 16;

/** `drawNodes` draws the steps of a helper inside this one. */
export function ToolStep({ tool, drawNodes }: { tool: ToolItem; drawNodes: DrawNodes }) {
  const { workspace, current, undecided } = useScene();
  const words = describeTool(tool, workspace);
  const undone = tool.status === 'running';
  const waits = undone && undecided.has(tool.tool);
  const running = undone && !waits;
  const rows = tool.diff ? rowsOfHunks(tool.diff.hunks) : null;
  return (
    <Step
      id={tool.tool}
      glyph={words.glyph}
      running={running ? (current ? 'working' : 'unknown') : undefined}
      open={tool.status === 'error' || (rows !== null && rows.length <= SMALL_DIFF_ROWS)}
      what={<What tool={tool} words={words} waits={waits} />}
      end={waits ? null : <StepEnd tool={tool} rows={rows} />}
      details={detailsOf(tool, { rows, drawNodes })}
    />
  );
}

function What({ tool, words, waits }: { tool: ToolItem; words: ToolWords; waits: boolean }) {
  const { t, tx } = useWords();
  const object = inert(words.object);
  if (waits && words.code) return tx(wantsKey(words), { what: <code dir="ltr">{object}</code> });
  const verb = tool.name === '' ? 'step.earlier' : tool.status === 'running' ? words.doing : words.done;
  return (
    <>
      <b>{t(verb)}</b>
      {object === '' ? null : <> {words.code ? <code dir="ltr">{object}</code> : object}</>}
    </>
  );
}

interface Details {
  readonly rows: (DiffRow | null)[] | null;
  readonly drawNodes: DrawNodes;
}

function detailsOf(tool: ToolItem, { rows, drawNodes }: Details): (() => ReactNode) | null {
  if (rows && rows.length > 0) return () => <DiffView rows={rows} file={fileOf(tool)} id={`${tool.tool} diff`} />;
  if (tool.children.length > 0 || tool.name === 'Task' || tool.name === 'Agent')
    return () => <Helper tool={tool} drawNodes={drawNodes} />;
  const input = inputWorthShowing(tool);
  if (tool.output.trim() === '' && tool.omitted === 0 && input === null) return null;
  return () => (
    <>
      {input === null ? null : (
        <pre className="out" dir="ltr">
          {inert(input)}
        </pre>
      )}
      <Output tool={tool.tool} output={withoutExitCode(tool.output)} omitted={tool.omitted} />
    </>
  );
}

function fileOf({ input }: ToolItem): string {
  return typeof input.file_path === 'string' ? input.file_path : '';
}

/** The row says the exit code already. */
function withoutExitCode(output: string): string {
  return output.replace(/^Exit code \d+\n/, '');
}

/** What the row could not say: a command of several lines, or the whole input of a tool that has no words of its own. */
function inputWorthShowing({ name, input }: ToolItem): string | null {
  const command = textOf(input, 'command');
  if (command.includes('\n') || command.length > 60) return command;
  const known = describeTool({ name, input }, '').done !== 'step.used';
  return known || Object.keys(input).length === 0 ? null : JSON.stringify(input, null, 2);
}

function Helper({ tool, drawNodes }: { tool: ToolItem; drawNodes: DrawNodes }) {
  const live = useLive();
  return (
    <div className="nest">
      {drawNodes(helperNodes(tool, live.partials))}
      {tool.status === 'running' || tool.output === '' ? null : (
        <Output tool={tool.tool} output={tool.output} omitted={tool.omitted} />
      )}
    </div>
  );
}

function StepEnd({ tool, rows }: { tool: ToolItem; rows: (DiffRow | null)[] | null }) {
  const { t } = useWords();
  const parts = [resultOf(tool, rows, t)];
  if (tool.status === 'running') parts.push(<Elapsed key="elapsed" tool={tool} />);
  else if (tool.durationMs !== null && tool.durationMs >= 1000) parts.push(duration(t, tool.durationMs));
  const shown = parts.filter((part) => part !== null);
  return (
    <>
      {shown.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: at most two parts, in place
        <span key={index}>
          {index > 0 ? '· ' : null}
          {part}
        </span>
      ))}
    </>
  );
}

function resultOf(tool: ToolItem, rows: (DiffRow | null)[] | null, t: ReturnType<typeof useWords>['t']): ReactNode {
  const steps = tool.children.filter((child) => child.kind === 'tool').length;
  switch (tool.status) {
    case 'running':
      return steps > 0 ? t('step.steps', { n: steps }) : null;
    case 'denied':
      return t('step.denied');
    case 'interrupted':
      return t('step.interrupted');
    case 'error': {
      const code = /^Exit code (\d+)/.exec(tool.output)?.[1];
      return <span className="risk">{code ? t('step.exit', { code }) : t('step.failed')}</span>;
    }
    case 'ok':
      if (rows && rows.length > 0) return <ChangeCount rows={rows} />;
      if (steps > 0) return t('step.steps', { n: steps });
      return resultOfFinished(tool, t);
  }
}

function resultOfFinished({ name, output }: ToolItem, t: ReturnType<typeof useWords>['t']): ReactNode {
  const lines = output.trim() === '' ? 0 : output.trimEnd().split('\n').length;
  if (name === 'Bash') return <span className="ok">{t('step.exit', { code: 0 })}</span>;
  if (name === 'Read') return lines > 0 ? t('step.lines', { n: lines }) : null;
  if (name === 'Grep' || name === 'Glob') return t('step.hits', { n: lines });
  return null;
}

function Elapsed({ tool }: { tool: ToolItem }) {
  const live = useLive();
  const { current } = useScene();
  const now = useNow(1000, current);
  return current ? stopwatch(Math.max(live.tools[tool.tool] ?? 0, now - tool.at)) : null;
}
