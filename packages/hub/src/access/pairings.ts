import { RemoteError } from '@claude-remote/protocol';
import type { SignedInFrom } from './logins.ts';
import { hashSecret, type Random, safeEqual, secretToken } from './secrets.ts';

/**
 * Signing in another device of the same person by a one-time code: the signed-in device offers, the other one asks, a
 * person looks at who asks and allows, and only then the other one may begin a login. In this process only, as hashes.
 */
export interface Pairings {
  /** A new offer; the one before it from the same login is worthless from now on. */
  offer(owner: { user: string; login: string }): Offer;
  /** The other device shows the secret or the typed code: it is used up. Throws `pairing_wrong`, `too_many_attempts`. */
  ask(shown: { secret: string } | { code: string }, from: SignedInFrom): { user: string; claim: string };
  /** What became of an offer; null when it is not this login's, or over. */
  look(id: string, login: string): Look | null;
  /** The person's decision about who asks. False when nobody does any more. */
  decide(id: string, login: string, allow: boolean): boolean;
  /** Ends an offer that was not allowed yet. */
  withdraw(id: string, login: string): void;
  /** What the asking device gets: the user once and only once. `null`: not decided yet. Throws `pairing_wrong`. */
  claim(claim: string): { user: string; login: string } | null;
}

interface Offer {
  readonly id: string;
  /** 256 bits, for the fragment of a link: no server sees it there. */
  readonly secret: string;
  /** Eight letters to type, where there is no camera. */
  readonly code: string;
  /** Unix ms. */
  readonly expiresAt: number;
}

interface Look {
  readonly state: 'open' | 'asked' | 'allowed' | 'taken';
  /** Who asks; null while nobody does. */
  readonly from: SignedInFrom | null;
  readonly expiresAt: number;
}

export const PAIRING_MS = 5 * 60_000;
/** Neither 0 nor O, 1 nor I nor L; 31 letters, so eight of them have 39 bits. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const CODE_CHARS = 8;
/** Wrong typed codes that all sources together may try in the time of one offer: a hit is then one in forty billion. */
const MAX_WRONG = 20;
const MAX_OFFERS = 100;

interface Open extends Look {
  readonly owner: { readonly user: string; readonly login: string };
  readonly secret: string;
  readonly code: string;
  readonly claim: string | null;
}

export function createPairings(options: { random: Random; now: () => number }): Pairings {
  return new MemoryPairings(options.random, options.now);
}

class MemoryPairings implements Pairings {
  private readonly random: Random;
  private readonly now: () => number;
  private readonly open = new Map<string, Open>();
  /** When wrong codes were typed, Unix ms. */
  private wrong: number[] = [];

  constructor(random: Random, now: () => number) {
    this.random = random;
    this.now = now;
  }

  offer(owner: { user: string; login: string }): Offer {
    this.sweep();
    for (const [id, one] of this.open) if (one.owner.login === owner.login) this.open.delete(id);
    if (this.open.size >= MAX_OFFERS) throw new RemoteError('rate_limited', { seconds: PAIRING_MS / 1000 });
    const id = this.random(9).toString('base64url');
    const [secret, code] = [secretToken(this.random), typedCode(this.random)];
    const expiresAt = this.now() + PAIRING_MS;
    const hashes = { secret: hashSecret(secret), code: hashSecret(code), claim: null };
    this.open.set(id, { owner, ...hashes, state: 'open', from: null, expiresAt });
    return { id, secret, code, expiresAt };
  }

  ask(shown: { secret: string } | { code: string }, from: SignedInFrom): { user: string; claim: string } {
    this.sweep();
    const typed = 'code' in shown;
    if (typed && this.wrong.length >= MAX_WRONG) {
      throw new RemoteError('too_many_attempts', { seconds: PAIRING_MS / 1000 });
    }
    const hash = hashSecret(typed ? plainCode(shown.code) : shown.secret);
    const found = this.find((one) => safeEqual(typed ? one.code : one.secret, hash));
    if (found === null || found[1].state !== 'open') {
      if (typed) this.wrong.push(this.now());
      throw new RemoteError('pairing_wrong');
    }
    const [id, one] = found;
    const claim = secretToken(this.random);
    this.open.set(id, { ...one, claim: hashSecret(claim), state: 'asked', from });
    return { user: one.owner.user, claim };
  }

  look(id: string, login: string): Look | null {
    const found = this.mine(id, login);
    return found && { state: found.state, from: found.from, expiresAt: found.expiresAt };
  }

  decide(id: string, login: string, allow: boolean): boolean {
    const found = this.mine(id, login);
    if (found?.state !== 'asked') return false;
    if (allow) this.open.set(id, { ...found, state: 'allowed' });
    else this.open.delete(id);
    return true;
  }

  withdraw(id: string, login: string): void {
    const found = this.mine(id, login);
    // What was allowed stays allowed: the other device is on its way.
    if (found?.state === 'open' || found?.state === 'asked') this.open.delete(id);
  }

  claim(claim: string): { user: string; login: string } | null {
    this.sweep();
    const hash = hashSecret(claim);
    const found = this.find((one) => one.claim !== null && safeEqual(one.claim, hash));
    if (found === null || found[1].state === 'taken') throw new RemoteError('pairing_wrong');
    const [id, one] = found;
    if (one.state !== 'allowed') return null;
    this.open.set(id, { ...one, state: 'taken' });
    return one.owner;
  }

  private sweep(): void {
    for (const [id, { expiresAt }] of this.open) if (this.now() >= expiresAt) this.open.delete(id);
    this.wrong = this.wrong.filter((at) => this.now() - at < PAIRING_MS);
  }

  private mine(id: string, login: string): Open | null {
    this.sweep();
    const found = this.open.get(id);
    return found?.owner.login === login ? found : null;
  }

  /** Compares with every offer, always, so that time says nothing. */
  private find(is: (one: Open) => boolean): [string, Open] | null {
    return [...this.open].filter(([, one]) => is(one))[0] ?? null;
  }
}

/** Each letter as likely as the others: bytes beyond the last whole multiple are thrown away. */
function typedCode(random: Random): string {
  const limit = 256 - (256 % ALPHABET.length);
  let code = '';
  while (code.length < CODE_CHARS) {
    for (const byte of random(CODE_CHARS * 2)) {
      if (byte < limit && code.length < CODE_CHARS) code += ALPHABET[byte % ALPHABET.length];
    }
  }
  return code;
}

/** As people type it: with spaces or a dash between, in small letters. */
function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
