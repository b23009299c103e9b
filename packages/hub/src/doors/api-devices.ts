import { RemoteError } from '@claude-remote/protocol';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { browserWords, distanceOf } from '../access/browser-words.ts';
import type { Principal } from '../access/principal.ts';
import type { LoginRecord } from '../access/store.ts';
import { type AuthDoor, callerOf, principalOf } from './auth.ts';

/** The devices on which whoever asks is signed in: looking, naming, signing out. Nobody sees those of others. */

/** Who is there, in words: shared with pairing, which shows who asks. */
export const deviceWords = z.object({
  browser: z.string().nullable(),
  system: z.string().nullable(),
  /** Where it signed in from. `here`: the hub's own computer, or a tunnel on it. */
  distance: z.enum(['here', 'near', 'far', 'unknown']),
});
const device = deviceWords.extend({
  id: z.string(),
  name: z.string().nullable(),
  /** Unix ms. The last use is written at most every ten minutes. */
  createdAt: z.number(),
  lastUsedAt: z.number(),
  /** The one that asks. */
  current: z.boolean(),
});
const params = z.object({ id: z.string().min(1).max(100) });
const ok = z.object({ ok: z.literal(true) });
/** Characters of a name, none of which hide or turn text. */
const name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must hold visible characters only');

export function registerDevices(app: FastifyInstance, door: AuthDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const access = { access: 'signed-in' } as const;

  routes.get(
    '/api/v1/devices',
    {
      config: access,
      schema: { summary: 'Where I am signed in', response: { 200: z.object({ devices: z.array(device) }) } },
    },
    async (request) => {
      const { id, login } = personOf(request);
      const logins = await door.access.logins.of(id);
      return { devices: logins.map((one) => shownDevice(one, login)) };
    },
  );

  routes.patch(
    '/api/v1/devices/:id',
    {
      config: access,
      schema: { summary: 'Name a device', params, body: z.strictObject({ name }), response: { 200: ok } },
    },
    async (request) => {
      const person = personOf(request);
      const named = await door.store.nameLogin(request.params.id, person.id, request.body.name);
      if (!named) throw new RemoteError('not_found', { what: 'device' });
      const { source } = callerOf(request);
      await door.audit.write({ action: 'device.rename', by: person.name, target: request.body.name, source });
      return { ok: true as const };
    },
  );

  routes.delete(
    '/api/v1/devices/:id',
    { config: access, schema: { summary: 'Sign a device out', params, response: { 200: ok } } },
    async (request) => {
      const person = personOf(request);
      const found = (await door.access.logins.of(person.id)).find(({ id }) => id === request.params.id);
      if (!found) throw new RemoteError('not_found', { what: 'device' });
      await endLogins(door, [found], { person, source: callerOf(request).source });
      return { ok: true as const };
    },
  );

  routes.delete(
    '/api/v1/devices',
    { config: access, schema: { summary: 'Sign out everywhere but here', response: { 200: ok } } },
    async (request) => {
      const person = personOf(request);
      const others = (await door.access.logins.of(person.id)).filter(({ hash }) => hash !== person.login);
      await endLogins(door, others, { person, source: callerOf(request).source });
      return { ok: true as const };
    },
  );
}

/** Ends logins with their sockets and streams, at once. */
export async function endLogins(
  door: AuthDoor,
  logins: readonly LoginRecord[],
  { person, source }: { person: Principal; source: string },
): Promise<void> {
  for (const login of logins) {
    await door.access.logins.end(login.hash);
    door.closeLogin(login.hash);
    const target = login.name ?? wordsOf(login);
    await door.audit.write({ action: 'device.end', by: person.name, target, source });
  }
}

/** A leaked token must not be able to sign its owner out, or another device in. */
export function personOf(request: FastifyRequest): Principal {
  const principal = principalOf(request);
  if (principal.kind !== 'user') throw new RemoteError('forbidden');
  return principal;
}

export function shownFrom({ agent, source }: { agent: string; source: string }): z.infer<typeof deviceWords> {
  return { ...browserWords(agent), distance: distanceOf(source) };
}

/** For the audit, which speaks no language of its own. */
export function wordsOf({ agent }: { agent: string }): string {
  const { browser, system } = browserWords(agent);
  return [browser, system].filter((word) => word !== null).join(', ') || 'unknown';
}

function shownDevice(login: LoginRecord, current: string | null): z.infer<typeof device> {
  const { id, name: called, createdAt, lastUsedAt, hash } = login;
  return { id, name: called, createdAt, lastUsedAt, current: hash === current, ...shownFrom(login) };
}
