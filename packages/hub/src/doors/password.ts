import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { cookieNames, readCookie } from '../access/cookies.ts';
import { requireGoodPassword } from '../access/passwords.ts';
import { PUBLIC_BODY_BYTES } from '../http/server.ts';
import { endLogins, personOf } from './api-devices.ts';
import { callerOf } from './auth.ts';
import { newPassword, type SetupDoor } from './setup.ts';

/** Changing one's own password: takes the old one, and ends every other login. API tokens stay: they have their own list. */
export function registerPassword(app: FastifyInstance, door: SetupDoor): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/auth/password',
    {
      config: { access: 'signed-in' },
      bodyLimit: PUBLIC_BODY_BYTES,
      schema: {
        summary: 'Change my password; signs out everywhere else',
        body: z.strictObject({ password: z.string().min(1).max(1_000), next: newPassword }),
        response: { 200: z.object({ ok: z.literal(true) }) },
      },
    },
    async (request) => {
      const person = personOf(request);
      const { password, next } = request.body;
      const from = callerOf(request);
      const mark = readCookie(request.headers.cookie, cookieNames(from.secure).device);
      await door.access.checkPassword({ name: person.name, password }, from, mark);
      requireGoodPassword(next, person.name);
      await door.store.updateUser(person.id, { passwordHash: await door.passwords.hash(next) });
      door.access.forget(person.id);
      if (person.login !== null) door.stepUps.passed(person.login);
      await door.audit.write({ action: 'password.change', by: person.name, source: from.source });
      const others = (await door.access.logins.of(person.id)).filter(({ hash }) => hash !== person.login);
      await endLogins(door, others, { person, source: from.source });
      return { ok: true as const };
    },
  );
}
