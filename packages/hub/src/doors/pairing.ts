import { RemoteError } from '@claude-remote/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Pairings } from '../access/pairings.ts';
import { PUBLIC_BODY_BYTES } from '../http/server.ts';
import { deviceWords, personOf, shownFrom, wordsOf } from './api-devices.ts';
import { type AuthDoor, beginLogin, callerOf, fromOf } from './auth.ts';

/**
 * Signing in another device of one's own with a one-time code. The device that is signed in offers, sees who asks and
 * allows; a login begins only then, and never in another name. Codes travel in bodies, never in addresses or logs.
 */
export interface PairingDoor extends AuthDoor {
  readonly pairings: Pairings;
}

const params = z.object({ id: z.string().min(1).max(100) });
const ok = z.object({ ok: z.literal(true) });

export function registerPairing(app: FastifyInstance, door: PairingDoor): void {
  registerOffers(app, door);
  registerDecision(app, door);
  registerAsking(app, door);
}

function registerOffers(app: FastifyInstance, door: PairingDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const access = { access: 'signed-in' } as const;

  routes.post(
    '/api/v1/pairings',
    {
      config: access,
      schema: {
        summary: 'Offer to sign in another device of mine; takes a password that was given a moment ago',
        response: {
          201: z.object({ id: z.string(), secret: z.string(), code: z.string(), expiresAt: z.number() }),
        },
      },
    },
    async (request, reply) => {
      const person = personOf(request);
      const login = loginOf(request);
      if (!door.stepUps.isFresh(person)) throw new RemoteError('password_needed');
      const offer = door.pairings.offer({ user: person.id, login });
      await door.audit.write({ action: 'pairing.start', by: person.name, source: callerOf(request).source });
      return reply.status(201).send(offer);
    },
  );

  routes.get(
    '/api/v1/pairings/:id',
    {
      config: access,
      schema: {
        summary: 'Who asks to be signed in',
        params,
        response: {
          200: z.object({
            state: z.enum(['open', 'asked', 'allowed', 'taken']),
            device: deviceWords.nullable(),
            expiresAt: z.number(),
          }),
        },
      },
    },
    async (request) => {
      const look = door.pairings.look(request.params.id, loginOf(request));
      if (!look) throw new RemoteError('not_found', { what: 'pairing' });
      return { state: look.state, device: look.from && shownFrom(look.from), expiresAt: look.expiresAt };
    },
  );

  routes.delete(
    '/api/v1/pairings/:id',
    { config: access, schema: { summary: 'Take the offer back', params, response: { 200: ok } } },
    async (request) => {
      door.pairings.withdraw(request.params.id, loginOf(request));
      return { ok: true as const };
    },
  );
}

function registerDecision(app: FastifyInstance, door: PairingDoor): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/pairings/:id/answer',
    {
      config: { access: 'signed-in' },
      schema: {
        summary: 'Allow or deny the device that asks',
        params,
        body: z.strictObject({ allow: z.boolean() }),
        response: { 200: ok },
      },
    },
    async (request) => {
      const person = personOf(request);
      const [{ id }, login, { allow }] = [request.params, loginOf(request), request.body];
      const look = door.pairings.look(id, login);
      if (!door.pairings.decide(id, login, allow)) throw new RemoteError('not_found', { what: 'pairing' });
      const target = look?.from ? wordsOf(look.from) : 'unknown';
      const action = allow ? 'pairing.allow' : 'pairing.deny';
      await door.audit.write({ action, by: person.name, target, source: callerOf(request).source });
      return { ok: true as const };
    },
  );
}

/** The other device, before anybody knows it. */
function registerAsking(app: FastifyInstance, door: PairingDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const open = { config: { access: 'public' }, bodyLimit: PUBLIC_BODY_BYTES } as const;

  routes.post(
    '/api/auth/pair',
    {
      ...open,
      schema: {
        summary: 'Ask to be signed in, with the secret of a link or a typed code',
        body: z.union([
          z.strictObject({ secret: z.string().min(1).max(100) }),
          z.strictObject({ code: z.string().min(1).max(40) }),
        ]),
        response: { 200: z.object({ claim: z.string(), username: z.string() }) },
      },
    },
    async (request) => {
      const { source } = callerOf(request);
      const { user, claim } = await askOnce(door, request);
      const name = (await door.store.user(user))?.name ?? '';
      const target = wordsOf(fromOf(request));
      await door.audit.write({ action: 'pairing.ask', by: null, target, details: { for: name }, source });
      return { claim, username: name };
    },
  );

  routes.post(
    '/api/auth/pair/claim',
    {
      ...open,
      schema: {
        summary: 'Whether the person has allowed it; sets the login cookie when they have',
        body: z.strictObject({ claim: z.string().min(1).max(100) }),
        response: { 200: z.object({ state: z.enum(['waiting', 'signed-in']) }) },
      },
    },
    async (request, reply) => ({ state: await claimLogin(door, { request, reply, claim: request.body.claim }) }),
  );
}

async function askOnce(door: PairingDoor, request: FastifyRequest): Promise<{ user: string; claim: string }> {
  try {
    // The schema has taken one of the two forms.
    return door.pairings.ask(request.body as { secret: string } | { code: string }, fromOf(request));
  } catch (error) {
    const code = error instanceof RemoteError ? error.code : 'internal';
    await door.audit.write({
      action: 'pairing.failed',
      by: null,
      details: { reason: code },
      source: callerOf(request).source,
    });
    throw error;
  }
}

async function claimLogin(
  door: PairingDoor,
  { request, reply, claim }: { request: FastifyRequest; reply: FastifyReply; claim: string },
): Promise<'waiting' | 'signed-in'> {
  const owner = door.pairings.claim(claim);
  if (!owner) return 'waiting';
  const user = await door.store.user(owner.user);
  // Whoever allowed it may have been signed out since: then this came from nobody.
  if (!user || !(await door.access.logins.stillOpen(owner.login))) throw new RemoteError('pairing_wrong');
  await beginLogin(door, user, { request, reply });
  const details = { how: 'pairing' };
  await door.audit.write({ action: 'login.success', by: user.name, details, source: callerOf(request).source });
  return 'signed-in';
}

/** Only a browser that is signed in itself can vouch for another one. */
function loginOf(request: FastifyRequest): string {
  const { login } = personOf(request);
  if (login === null) throw new RemoteError('bad_request', { detail: 'only a login by cookie can pair a device' });
  return login;
}
