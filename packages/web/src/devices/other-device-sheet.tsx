import './devices.css';
import { type FormEvent, useState } from 'react';
import { useWords } from '../i18n/language.tsx';
import { age } from '../i18n/measures.ts';
import { Sheet } from '../parts/sheet.tsx';
import { useHub } from '../state/hub-context.tsx';
import { useNow } from '../state/now.tsx';
import { deviceName } from './device-name.ts';
import { isLocal, pairingLink } from './pairing-link.ts';
import { QrCode } from './qr-code.tsx';
import { type Pairing, type PairingDeeds, usePairing } from './use-pairing.ts';
import { useDeviceWords } from './words.ts';

export interface OtherDeviceProps {
  /** What is opened there, from the root of the hub on. */
  readonly path: string;
  readonly onClose: () => void;
}

/** A QR code that opens this on another device, and signs that device in when its person says so here. */
export function OtherDeviceSheet({ path, onClose }: OtherDeviceProps) {
  const d = useDeviceWords();
  const { http } = useHub();
  const deeds = usePairing(http);
  const { pairing } = deeds;
  const address = `${location.origin}${path}`;
  return (
    <Sheet title={d('another')} onClose={onClose}>
      <div className="pad">
        {pairing.at === 'none' || pairing.at === 'password' ? (
          <>
            <QrCode text={address} label={d('qr', { address })} />
            <p className="small soft">{d('scan')}</p>
            {isLocal(location.hostname) ? <p className="small warn">{d('localOnly')}</p> : null}
          </>
        ) : null}
        {pairing.at === 'none' ? (
          <>
            <p className="small soft">{d('notSignedIn')}</p>
            <p className="sheetgap">
              <button type="button" className="btn" onClick={() => void deeds.offer()}>
                {d('signInToo')}
              </button>
            </p>
          </>
        ) : null}
        {pairing.at === 'password' ? <PasswordFirst trouble={pairing.trouble} onConfirm={deeds.confirm} /> : null}
        {pairing.at === 'open' ? <OpenOffer pairing={pairing} path={path} /> : null}
        <Decision deeds={deeds} />
      </div>
    </Sheet>
  );
}

function OpenOffer({ pairing, path }: { pairing: Extract<Pairing, { at: 'open' }>; path: string }) {
  const d = useDeviceWords();
  const { t } = useWords();
  const left = pairing.expiresAt - useNow(1000);
  const [first, second] = [pairing.code.slice(0, 4), pairing.code.slice(4)];
  return (
    <>
      <QrCode text={pairingLink(location.origin, pairing.secret, path)} label={d('scan')} />
      <p className="small soft">{d('scan')}</p>
      {isLocal(location.hostname) ? <p className="small warn">{d('localOnly')}</p> : null}
      <p className="small soft">{d('noCamera', { address: `${location.host}/pair` })}</p>
      <p className="paircode" dir="ltr">
        {first}-{second}
      </p>
      <p className="small num">{d('waiting', { left: age(t, left) })}</p>
    </>
  );
}

function PasswordFirst({
  trouble,
  onConfirm,
}: {
  trouble: 'wrong' | 'unreachable' | null;
  onConfirm: PairingDeeds['confirm'];
}) {
  const d = useDeviceWords();
  const [asking, setAsking] = useState(false);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setAsking(true);
    await onConfirm(String(new FormData(event.currentTarget).get('password')));
    setAsking(false);
  }
  return (
    <form method="post" className="fields sheetgap" onSubmit={submit}>
      <p className="small soft">{d('passwordFirst')}</p>
      <label>
        <span className="label">{d('current')}</span>
        <input className="field" name="password" type="password" autoComplete="current-password" required />
      </label>
      <p className="risk small formerror" role="alert">
        {trouble === null ? null : d(trouble)}
      </p>
      <button type="submit" className="btn act" disabled={asking}>
        {d('go')}
      </button>
    </form>
  );
}

/** Who asks, named, before anything is given; and what became of it. */
function Decision({ deeds: { pairing, decide, offer } }: { deeds: PairingDeeds }) {
  const d = useDeviceWords();
  const { user } = useHub();
  const again = (
    <button type="button" className="btn" onClick={() => void offer()}>
      {d('again')}
    </button>
  );
  switch (pairing.at) {
    case 'asked': {
      const { device } = pairing;
      return (
        <div role="alert">
          <p className="ask">{d('wants', { device: deviceName(device, d), user: user.username })}</p>
          <p className="small soft">
            {device.distance === 'unknown' ? null : `${d(device.distance)}. `}
            {d('onlyYours')}
          </p>
          <div className="wide2 sheetgap">
            <button type="button" className="btn" onClick={() => void decide(false)}>
              {d('deny')}
            </button>
            <button type="button" className="btn act" onClick={() => void decide(true)}>
              {d('allow')}
            </button>
          </div>
        </div>
      );
    }
    case 'allowed':
      return <p role="status">{d('allowed')}</p>;
    case 'done':
      return <p role="status">{d('done', { device: deviceName(pairing.device, d), user: user.username })}</p>;
    case 'denied':
    case 'over':
      return (
        <>
          <p role="status">{d(pairing.at)}</p>
          <p className="sheetgap">{again}</p>
        </>
      );
    case 'failed':
      return (
        <>
          <p className="risk" role="alert">
            {pairing.sentence || d('unreachable')}
          </p>
          <p className="sheetgap">{again}</p>
        </>
      );
    case 'none':
    case 'password':
    case 'open':
      return null;
  }
}
