import type { PermissionRequest } from '@claude-remote/protocol';
import { useWords } from '../i18n/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { inert } from '../transcript/inert-text.ts';

/** What the runner found, why it was asked, and what Claude says it is for, which nobody checked. */
export function Facts({ request, brief = false }: { request: PermissionRequest; brief?: boolean }) {
  const { t, tx } = useWords();
  const says = purposeOf(request);
  const facts = brief ? request.facts.filter((fact) => fact.level === 'danger') : request.facts;
  return (
    <ul className="facts">
      {facts.map(({ level, code, subject }) => (
        <li key={`${code} ${subject}`} className={level === 'danger' ? 'risk' : undefined}>
          <Icon glyph={level === 'danger' ? 'danger' : 'info'} size={15} />
          <span>{tx(`fact.${code}`, { subject: <code dir="ltr">{inert(subject)}</code> })}</span>
        </li>
      ))}
      {brief || !request.reason ? null : (
        <li>
          <Icon glyph="info" size={15} />
          <span>{tx('perm.because', { reason: <code>{inert(request.reason.text)}</code> })}</span>
        </li>
      )}
      {brief || says === null ? null : (
        <li>
          <Icon glyph="says" size={15} />
          <span>{t('perm.unchecked', { text: inert(says) })}</span>
        </li>
      )}
      {request.agent === undefined ? null : (
        <li>
          <Icon glyph="helper" size={15} />
          <span>{t('perm.by', { agent: inert(request.agent) })}</span>
        </li>
      )}
    </ul>
  );
}

/** What Claude says the call is for; null when it only names again what the input shows. */
function purposeOf({ description, input }: PermissionRequest): string | null {
  if (!description) return null;
  const shown = Object.values(input).some((value) => typeof value === 'string' && value.endsWith(description));
  return shown && input.description !== description ? null : description;
}
