import './devices.css';
import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { moment } from '../i18n/measures.ts';
import { Sheet } from '../parts/sheet.tsx';
import { useHub } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { inert } from '../transcript/inert-text.ts';
import { type Device, deviceName } from './device-name.ts';
import { useDeviceWords } from './words.ts';

/** Where the person is signed in; each can be named and ended. */
export function DevicesSheet({ onClose }: { onClose: () => void }) {
  const d = useDeviceWords();
  const { http } = useHub();
  const [devices, setDevices] = useState<readonly Device[] | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  const read = useCallback(async () => {
    const outcome = await http.get('/api/v1/devices');
    // The hub is of the same build as this page; what it answers with success has the documented form.
    if (outcome.outcome === 'ok') setDevices((outcome.body as { devices: Device[] }).devices);
    else setTrouble(outcome.outcome === 'refused' ? outcome.sentence : d('unreachable'));
  }, [http, d]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once when it opens
  useEffect(() => void read(), []);

  async function act(method: 'PATCH' | 'DELETE', path: string, body?: unknown) {
    const outcome = await http.send(method, path, body);
    setTrouble(outcome.outcome === 'ok' ? null : outcome.outcome === 'refused' ? outcome.sentence : d('unreachable'));
    await read();
  }

  return (
    <Sheet title={d('devices')} onClose={onClose}>
      {devices === null && trouble === null ? <p className="pad soft">{d('asking')}</p> : null}
      <p className="risk small pad" role="alert">
        {trouble}
      </p>
      <ul className="devices">
        {(devices ?? []).map((device) => (
          <DeviceRow
            key={device.id}
            device={device}
            onName={(name) => void act('PATCH', `/api/v1/devices/${device.id}`, { name })}
            onSignOut={() => void act('DELETE', `/api/v1/devices/${device.id}`)}
          />
        ))}
      </ul>
      {devices === null ? null : devices.length > 1 ? (
        <p className="pad sheetgap">
          <button type="button" className="btn danger" onClick={() => void act('DELETE', '/api/v1/devices')}>
            {d('signOutOthers')}
          </button>
        </p>
      ) : (
        <p className="pad small soft sheetgap">{d('onlyThis')}</p>
      )}
    </Sheet>
  );
}

interface RowProps {
  readonly device: Device;
  readonly onName: (name: string) => void;
  readonly onSignOut: () => void;
}

function DeviceRow({ device, onName, onSignOut }: RowProps) {
  const d = useDeviceWords();
  const { language } = useWords();
  const now = useNow(60_000);
  const [naming, setNaming] = useState(false);
  const name = inert(deviceName(device, d));
  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get('name')).trim();
    if (typed !== '') onName(typed);
    setNaming(false);
  }
  return (
    <li>
      <b>{name}</b> {device.current ? <span className="meta soft">{d('thisDevice')}</span> : null}
      <p className="meta soft num">
        {d('seen', {
          first: moment(language, device.createdAt, now),
          last: moment(language, device.lastUsedAt, now),
        })}
        {device.distance === 'unknown' ? null : ` · ${d(device.distance)}`}
      </p>
      {naming ? (
        <form method="post" className="fields" onSubmit={save}>
          <label>
            <span className="label">{d('name')}</span>
            <input className="field" name="name" maxLength={60} defaultValue={device.name ?? ''} required />
          </label>
          <button type="submit" className="btn">
            {d('save')}
          </button>
        </form>
      ) : (
        <div className="btns">
          <button
            type="button"
            className="btn"
            aria-label={d('renameOf', { device: name })}
            onClick={() => setNaming(true)}
          >
            {d('rename')}
          </button>
          {device.current ? null : (
            <button type="button" className="btn" aria-label={d('signOutOf', { device: name })} onClick={onSignOut}>
              {d('signOut')}
            </button>
          )}
        </div>
      )}
    </li>
  );
}
