import type { Connection } from '@claude-remote/client';
import type { MachineInfo, SessionSummary } from '@claude-remote/protocol';
import { Suspense } from 'react';
import { useSearchParams } from 'wouter';
import { SettingsDoor } from '../devices/settings-door.tsx';
import { useWords, type Words } from '../i18n/language.tsx';
import { age, clock, countSessions } from '../i18n/measures.ts';
import { late } from '../offline/late.ts';
import { useConnection, useHub, useOverview } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { groupByMachine } from '../state/summaries.ts';
import { workspaceName } from '../transcript/describe-tool.ts';
import { inert } from '../transcript/inert-text.ts';
import { RestartHub } from './restart-hub.tsx';

const UsageScreen = late(() => import('../usage/usage-screen.tsx'), 'UsageScreen');

const UsageLine = late(() => import('../usage/usage-line.tsx'), 'UsageLine');

/** The computers with a runner, what is known of each, and this device's own settings. */
export function MachineList() {
  const { t } = useWords();
  const { machines, sessions, known } = useOverview();
  const { phase } = useConnection();
  const [params] = useSearchParams();
  if (params.has('usage'))
    return (
      <Suspense fallback={null}>
        <UsageScreen />
      </Suspense>
    );
  return (
    <>
      {known && machines.length === 0 ? (
        <div className="empty">
          <h2>{t('machine.none')}</h2>
          <p>{t('machine.noneHint')}</p>
        </div>
      ) : null}
      {machines.map((machine) => (
        <Machine key={machine.id} machine={machine} sessions={sessions.filter((one) => one.machine === machine.id)} />
      ))}
      {known || hasFailed(phase) ? <ThisDevice /> : <section className="coming" aria-busy="true" />}
    </>
  );
}

/** While the hub is asked for the first time, its machines are about to come: nothing is drawn that they would push away. */
function hasFailed(phase: Connection['phase']): boolean {
  return phase.phase === 'waiting' || phase.phase === 'ended' || ('attempt' in phase && phase.attempt > 1);
}

function Machine({ machine, sessions }: { machine: MachineInfo; sessions: readonly SessionSummary[] }) {
  const words = useWords();
  const { t } = words;
  const { clock: linkClock } = useHub();
  const { ages, agesAt, phase } = useConnection();
  const linked = phase.phase === 'open';
  useNow(1000, machine.online);
  const told = ages[machine.id];
  const heard = told === undefined ? null : told + (linkClock.now() - agesAt);
  return (
    <section className="machine">
      <h2>{machine.name}</h2>
      <div className="line still">
        <span>{t('line.hub')}</span>
        <i className={!linked ? 'seg dim' : machine.online ? 'seg' : 'seg gone'} />
        <span>{machine.name}</span>
        <span className={machine.online ? 'say' : 'say risk'}>{linked ? heardWords(machine, heard, words) : null}</span>
      </div>
      <div className="pad small soft num">
        <p>
          {machine.online ? sessionWords(machine, sessions, words) : t('machine.awayHint', { machine: machine.name })}
        </p>
        <p className="quiet">
          {t(machine.online ? 'machine.versions' : 'machine.versionsLast', {
            claude: machine.claudeVersion ?? t('machine.noClaude'),
            runner: machine.runnerVersion,
          })}
        </p>
        {machine.claudeProblem === null ? null : <p className="risk">{inert(machine.claudeProblem)}</p>}
      </div>
      <div className={machine.online ? 'usageroom' : ''}>
        <Suspense fallback={null}>
          <UsageLine machine={machine} />
        </Suspense>
      </div>
    </section>
  );
}

function heardWords(machine: MachineInfo, heardMs: number | null, { t, language }: Words): string {
  if (machine.online) return heardMs === null ? t('machine.online') : t('machine.heard', { age: age(t, heardMs) });
  return machine.heardAt === null ? t('line.awayNever') : t('line.away', { time: clock(language, machine.heardAt) });
}

function sessionWords(machine: MachineInfo, sessions: readonly SessionSummary[], { t }: Words): string {
  const [group] = groupByMachine(sessions, [machine]);
  const parts = [countSessions(sessions.length, t)];
  if (group && group.waiting > 0) parts.push(t('session.waiting', { n: group.waiting }));
  if (group && group.working > 0) parts.push(t('session.working', { n: group.working }));
  const list = [...new Set([machine.defaultWorkspace, ...machine.workspaces])].map(workspaceName).join(', ');
  return `${parts.join(', ')}. ${t('machine.workspaces', { list: inert(list) })}`;
}

function ThisDevice() {
  return (
    <section className="machine device">
      <div className="pad signout">
        <SettingsDoor />
      </div>
      <RestartHub />
    </section>
  );
}
