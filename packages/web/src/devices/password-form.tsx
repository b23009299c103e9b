import { type FormEvent, useState } from 'react';
import { useHub } from '../state/hub-context.tsx';
import { useDeviceWords } from './words.ts';

/** Changes one's own password; the hub signs every other device out. */
export function PasswordForm() {
  const d = useDeviceWords();
  const { http, user } = useHub();
  const [said, setSaid] = useState<{ readonly text: string; readonly bad: boolean } | null>(null);
  const [asking, setAsking] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const [password, next, again] = ['password', 'next', 'again'].map((name) => String(new FormData(form).get(name)));
    if (next !== again) {
      setSaid({ text: d('differ'), bad: true });
      return;
    }
    setAsking(true);
    const outcome = await http.post('/api/auth/password', { password, next });
    setAsking(false);
    if (outcome.outcome === 'ok') {
      form.reset();
      setSaid({ text: d('changed'), bad: false });
    } else if (outcome.outcome === 'unreachable') setSaid({ text: d('unreachable'), bad: true });
    else setSaid({ text: outcome.status === 401 ? d('wrong') : outcome.sentence, bad: true });
  }

  return (
    <form method="post" className="fields pad" onSubmit={submit}>
      <input type="hidden" name="username" autoComplete="username" value={user.username} />
      <label>
        <span className="label">{d('current')}</span>
        <input className="field" data-later name="password" type="password" autoComplete="current-password" required />
      </label>
      <NewPassword name="next" label={d('next')} hint={d('nextHint')} />
      <NewPassword name="again" label={d('nextAgain')} />
      <p className={said?.bad === false ? 'small' : 'risk small formerror'} role="alert">
        {said?.text}
      </p>
      <button type="submit" className="btn" disabled={asking}>
        {d('password')}
      </button>
      <p className="hint">{d('passwordHint')}</p>
    </form>
  );
}

function NewPassword({ name, label, hint }: { name: string; label: string; hint?: string }) {
  return (
    <label>
      <span className="label">{label}</span>
      <input
        className="field"
        data-later
        name={name}
        type="password"
        autoComplete="new-password"
        minLength={12}
        required
      />
      {hint === undefined ? null : <span className="hint">{hint}</span>}
    </label>
  );
}
