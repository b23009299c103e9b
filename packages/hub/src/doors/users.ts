import { RemoteError } from '@claude-remote/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { requireGoodPassword } from '../access/passwords.ts';
import { callerOf, principalOf, shownUser } from './auth.ts';
import { newPassword, newUserName, type SetupDoor } from './setup.ts';

/** The accounts of this hub, and the API tokens of whoever asks. */

const role = z.enum(['admin', 'operator', 'viewer']);
const shownUserShape = z.object({ id: z.string(), username: z.string(), role });

export function registerUsers(app: FastifyInstance, door: SetupDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/auth/users',
    {
      config: { access: 'manage-users' },
      schema: { summary: 'All accounts', response: { 200: z.object({ users: z.array(shownUserShape) }) } },
    },
    async () => ({ users: (await door.store.users()).map(shownUser) }),
  );

  routes.post(
    '/api/auth/users',
    {
      config: { access: 'manage-users' },
      schema: {
        summary: 'Make an account',
        body: z.strictObject({ username: newUserName, password: newPassword, role: role.default('viewer') }),
        response: { 200: z.object({ ok: z.literal(true), userId: z.string() }) },
      },
    },
    async (request) => {
      const { username: name, password, role } = request.body;
      requireGoodPassword(password, name);
      const passwordHash = await door.passwords.hash(password);
      const user = { id: door.newId(), name, passwordHash, role, createdAt: door.now() };
      if (!(await door.store.addUser(user))) throw new RemoteError('name_taken', { name });
      const by = principalOf(request).name;
      const { source } = callerOf(request);
      await door.audit.write({ action: 'user.create', by, target: name, details: { role }, source });
      return { ok: true as const, userId: user.id };
    },
  );
}

const shownToken = z.object({
  id: z.string(),
  name: z.string(),
  role,
  createdAt: z.number(),
  lastUsedAt: z.number().nullable(),
});

export function registerTokens(app: FastifyInstance, door: SetupDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/tokens',
    {
      config: { access: 'signed-in' },
      schema: { summary: 'My API tokens', response: { 200: z.object({ tokens: z.array(shownToken) }) } },
    },
    async (request) => ({ tokens: await door.access.tokens.list(principalOf(request).id) }),
  );

  routes.post(
    '/api/v1/tokens',
    {
      config: { access: 'signed-in' },
      schema: {
        summary: 'Make an API token; its secret is shown this once. Takes a password that was given a moment ago',
        body: z.strictObject({ name: z.string().min(1).max(100), role: role.default('operator') }),
        response: { 201: z.object({ id: z.string(), token: z.string() }) },
      },
    },
    async (request, reply) => {
      const owner = principalOf(request);
      // A leaked token must not be able to make others that outlive it.
      if (owner.kind !== 'user') throw new RemoteError('forbidden');
      // It needs no password later, so it takes one now.
      if (!door.stepUps.isFresh(owner)) throw new RemoteError('password_needed');
      const { id, secret } = await door.access.tokens.create(owner, request.body);
      const { source } = callerOf(request);
      await door.audit.write({ action: 'token.create', by: owner.name, target: request.body.name, source });
      return reply.status(201).send({ id, token: secret });
    },
  );

  routes.delete(
    '/api/v1/tokens/:id',
    {
      config: { access: 'signed-in' },
      schema: {
        summary: 'Take an API token back',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: z.object({ ok: z.literal(true) }) },
      },
    },
    async (request) => {
      const owner = principalOf(request);
      const removed = await door.access.tokens.remove(owner.id, request.params.id);
      if (!removed) throw new RemoteError('not_found', { what: 'token' });
      const { source } = callerOf(request);
      await door.audit.write({ action: 'token.delete', by: owner.name, target: request.params.id, source });
      return { ok: true as const };
    },
  );
}
