/**
 * One session: header and line, the transcript, and below it either the tray (Claude waits for a decision) or the dock.
 * It wires what the client knows to the parts that draw it; it folds nothing and decides nothing.
 */
import '../styles/transcript.css';
import '../styles/tray.css';
import '../styles/dock.css';
import '../styles/prompt.css';
import type { Delivery, SessionView } from '@claude-remote/client';
import type {
  Answer,
  Attachment,
  CommandBody,
  CommandId,
  MachineInfo,
  Request,
  SessionId,
  SessionState,
  ToolId,
} from '@claude-remote/protocol';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { WrittenPrompt } from '../dock/composer.tsx';
import { useWords } from '../i18n/language.tsx';
import { NotHere } from '../offline/not-here.tsx';
import { DrawnLine } from '../parts/hub-line.tsx';
import { OpenedPrompt, type PromptDoor, usePromptDoor } from '../review/prompt-door.tsx';
import { OpenedReview, type ReviewDoor, useReviewDoor } from '../review/review-door.tsx';
import { useHub, useOverview, usePending, useRefused, useSession, useSubmit } from '../state/hub-context.tsx';
import { isCurrent, type PathState } from '../state/path.ts';
import { usePagesOf } from '../state/use-pages-of.ts';
import { usePath } from '../state/use-path.ts';
import { useReading } from '../state/use-seen.ts';
import { useUnseen } from '../state/use-unseen.ts';
import { Announcer } from '../transcript/announcer.tsx';
import type { Scene } from '../transcript/scene.tsx';
import { TranscriptView } from '../transcript/transcript-view.tsx';
import { inOrder } from '../tray/request-order.ts';
import { RequestTray } from '../tray/request-tray.tsx';
import { SessionDock } from './session-dock.tsx';
import { SessionHead } from './session-head.tsx';
import { useRemoved } from './use-removed.ts';
import { useReopened } from './use-reopened.ts';

export interface SessionScreenProps {
  readonly id: SessionId;
  /** The request to show first, from the Inbox. */
  readonly wanted: string | null;
  readonly wide: boolean;
}

export function SessionScreen({ id, wanted, wide }: SessionScreenProps) {
  const view = useLastView(useSession(id));
  const { sessions, machines } = useOverview();
  useReopened(id, view);
  const summary = sessions.find((one) => one.id === id);
  useReading(summary);
  const removed = useRemoved(summary);
  const start = startAmong(usePending(id));
  const refused = useRefused(id);
  const machineId = view?.state?.machine ?? summary?.machine ?? (start ?? startAmong(refused))?.machine ?? null;
  const begunHere = useRef(false);
  if (start) begunHere.current = true;
  const machine = machines.find((one) => one.id === machineId) ?? null;
  const path = usePath(machine, view);
  const review = useReviewDoor(view);
  const prompting = usePromptDoor();
  return (
    <>
      <header className="top">
        <SessionHead
          id={id}
          state={view?.state ?? null}
          title={summary?.title ?? ''}
          wide={wide}
          spent={view?.live.activity?.usage ?? null}
          onReview={() => review.open('session')}
        />
        <DrawnLine state={path} machine={machine} toClaude />
      </header>
      {removed && refused.length === 0 ? (
        <Removed />
      ) : view ? (
        <>
          <Opened
            id={id}
            view={view}
            machine={machine}
            path={path}
            wanted={wanted}
            review={review}
            prompting={prompting}
            coming={summary !== undefined || begunHere.current}
          />
          <OpenedReview id={id} view={view} machine={machine} door={review} onRewind={prompting.open} />
          <OpenedPrompt id={id} view={view} machine={machine} door={prompting} />
        </>
      ) : (
        <main className="main" aria-busy="true" />
      )}
    </>
  );
}

function Removed() {
  const { t } = useWords();
  return (
    <main className="empty">
      <h2>{t('session.removed')}</h2>
      <p>{t('session.removedHint')}</p>
    </main>
  );
}

function startAmong(deliveries: readonly Delivery[]): Extract<CommandBody, { kind: 'start' }> | null {
  for (const { command } of deliveries) if (command.body.kind === 'start') return command.body;
  return null;
}

/** While a session is asked for anew it stays as it was: what is being written must not be torn away. */
function useLastView(view: SessionView | null): SessionView | null {
  const last = useRef(view);
  if (view) last.current = view;
  return last.current;
}

interface OpenedProps {
  readonly id: SessionId;
  readonly view: SessionView;
  readonly machine: MachineInfo | null;
  readonly path: PathState;
  readonly wanted: string | null;
  readonly review: ReviewDoor;
  readonly prompting: PromptDoor;
  /** The hub has it, or will: a refusal is not the last word. */
  readonly coming: boolean;
}

function Opened({ id, view, machine, path, wanted, review, prompting, coming }: OpenedProps) {
  const { t } = useWords();
  const { client, user } = useHub();
  const submit = useSubmit(id);
  const { unseen, sent } = useUnseen(id, view);
  const current = isCurrent(path);
  const machineName = machine?.name ?? view.state?.machine ?? '';
  const askOutput = useMemo(
    () => askForOutput(client, view.state?.machine ?? null, id),
    [client, view.state?.machine, id],
  );
  const workspace = view.state?.workspace ?? '';
  const you = user.username;
  const filesOf = useCallback((command: CommandId) => attachmentsOf(client.delivery(command)), [client]);
  const requests = view.state?.requests;
  const undecided = useMemo(() => toolsOf(requests ?? NO_REQUESTS), [requests]);
  const { open, totalsOfTurn } = review;
  const reviewing = useMemo(() => ({ open, totalsOfTurn }), [open, totalsOfTurn]);
  const scene = useMemo<Scene>(
    () => ({
      machine: machineName,
      workspace,
      you,
      current,
      undecided,
      askOutput,
      filesOf,
      onPrompt: prompting.open,
      review: reviewing,
    }),
    [machineName, workspace, you, current, undecided, askOutput, filesOf, prompting.open, reviewing],
  );
  const pages = usePagesOf(id);
  const send = ({ text, attachments }: WrittenPrompt, how: 'queue' | 'now') => {
    const files = attachments.length > 0 ? { attachments: [...attachments] } : {};
    void client.submit(id, { kind: 'prompt', text, ...files }).then((command) => {
      sent(command);
      if (how === 'now' && view.state?.turn) void client.submit(id, { kind: 'send-now', command });
    });
  };
  if (view.status === 'refused' && unseen.length === 0 && !coming)
    return (
      <main className="empty">
        <h2>{t('session.refused')}</h2>
        <p>{view.error?.error}</p>
      </main>
    );
  return (
    <>
      {view.state === null && path.is === 'offline' && unseen.length === 0 ? (
        <NotHere />
      ) : (
        <TranscriptView
          view={view}
          scene={scene}
          unseen={unseen}
          submit={submit}
          pages={pages}
          onWithdraw={({ command }) => void client.withdraw(command.id)}
          onDismiss={({ command }) => void client.dismiss(command.id)}
        />
      )}
      <Announcer
        loaded={view.state !== null}
        items={view.transcript.items}
        requests={requests ?? NO_REQUESTS}
        machine={machineName}
        workspace={workspace}
      />
      <Below id={id} state={view.state} machine={machine} wanted={wanted}>
        <SessionDock id={id} view={view} machine={machine} path={path} written={prompting.written} onSend={send} />
      </Below>
    </>
  );
}

const NO_REQUESTS: readonly Request[] = [];

function toolsOf(requests: readonly Request[]): ReadonlySet<ToolId> {
  return new Set(requests.flatMap(({ tool }) => (tool === undefined ? [] : [tool])));
}

interface BelowProps {
  readonly id: SessionId;
  readonly state: SessionState | null;
  readonly machine: MachineInfo | null;
  readonly wanted: string | null;
  readonly children: React.ReactNode;
}

/** Claude waits: the tray. Else the dock. An answer that is on its way counts as given. */
function Below({ id, state, machine, wanted, children }: BelowProps) {
  const { client, http } = useHub();
  const submit = useSubmit(id);
  const [shown, setShown] = useState<string | null>(wanted);
  const open = inOrder((state?.requests ?? []).map((request) => ({ request })));
  const index = Math.max(
    0,
    open.findIndex(({ request }) => request.id === shown),
  );
  const request = open[index]?.request;
  if (!state || !request) return children;
  const next = open[(index + 1) % open.length]?.request.id ?? null;
  return (
    <RequestTray
      request={request}
      machine={machine ?? { name: state.machine, modes: [] }}
      workspace={state.workspace}
      http={http}
      given={client.answerTo(request.id)}
      place={open.length > 1 ? { index, of: open.length, onNext: () => setShown(next) } : null}
      takeFocus={!isWriting()}
      onAnswer={(answer: Answer) => submit({ kind: 'answer', request: request.id, answer })}
    />
  );
}

/** Somebody types, or has begun to: then the focus stays where it is. */
function isWriting(): boolean {
  const field = document.querySelector('[data-composer]');
  return field instanceof HTMLTextAreaElement && (field.value !== '' || document.activeElement === field);
}

/** What this device itself sent along; events only name it. */
function attachmentsOf(delivery: Delivery | null): readonly Attachment[] {
  const body = delivery?.command.body;
  return body?.kind === 'prompt' ? (body.attachments ?? []) : [];
}

function askForOutput(
  client: ReturnType<typeof useHub>['client'],
  machine: SessionState['machine'] | null,
  session: SessionId,
): Scene['askOutput'] {
  return async (tool) => {
    if (machine === null) return '';
    return (await client.ask(machine, { kind: 'tool-output', session, tool })).text;
  };
}
