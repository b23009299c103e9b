import { RemoteError } from '@claude-remote/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Passwords, requireGoodPassword } from '../access/passwords.ts';
import type { SetupCode } from '../access/setup-code.ts';
import type { UserRecord } from '../access/store.ts';
import { USER_NAME, USER_NAME_FORM } from '../access/user-name.ts';
import { PUBLIC_BODY_BYTES } from '../http/server.ts';
import { type AuthDoor, callerOf, signIn } from './auth.ts';

/** Makes the first admin, for whoever holds the one-time code that the hub printed. Nothing else is open before. */
export interface SetupDoor extends AuthDoor {
  readonly setup: SetupCode;
  readonly passwords: Passwords;
  readonly now: () => number;
  readonly newId: () => string;
}

export const newUserName = z.string().regex(USER_NAME, `must be ${USER_NAME_FORM}`);
export const newPassword = z.string().max(1_000);

export function registerSetup(app: FastifyInstance, door: SetupDoor): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/auth/setup',
    {
      config: { access: 'public' },
      bodyLimit: PUBLIC_BODY_BYTES,
      schema: {
        summary: 'Make the first admin with the one-time setup code',
        body: z.strictObject({
          username: newUserName,
          password: newPassword,
          /** From the fragment of the setup link. */
          code: z.string().max(100),
          enableTotp: z.boolean().optional(),
        }),
        response: {
          200: z.object({ ok: z.literal(true), userId: z.string(), totpUri: z.null(), message: z.string() }),
        },
      },
    },
    async (request, reply) => {
      const { username, password, code, enableTotp } = request.body;
      if (await hasAdmin(door)) throw new RemoteError('setup_done');
      if (enableTotp) {
        throw new RemoteError('bad_request', {
          detail: 'enableTotp: a second factor is not available in this version yet',
        });
      }
      requireGoodPassword(password, username);
      const user = await makeFirstAdmin(door, { name: username, password, code });
      await door.audit.write({
        action: 'user.setup',
        by: user.name,
        target: user.name,
        source: callerOf(request).source,
      });
      await signIn(door, user, { request, reply });
      return {
        ok: true as const,
        userId: user.id,
        totpUri: null,
        message: 'The first admin was made. You are signed in.',
      };
    },
  );
}

async function hasAdmin(door: SetupDoor): Promise<boolean> {
  return (await door.store.users()).some((user) => user.role === 'admin');
}

async function makeFirstAdmin(
  door: SetupDoor,
  wish: { name: string; password: string; code: string },
): Promise<UserRecord> {
  // Consumed before anything is awaited: of many requests with this code, one goes on.
  if (!door.setup.consume(wish.code)) throw new RemoteError('setup_code_wrong');
  try {
    const user: UserRecord = {
      id: door.newId(),
      name: wish.name,
      passwordHash: await door.passwords.hash(wish.password),
      role: 'admin',
      createdAt: door.now(),
    };
    if (!(await door.store.addUser(user))) throw new RemoteError('setup_done');
    return user;
  } catch (error) {
    door.setup.restore(wish.code);
    throw error;
  }
}
