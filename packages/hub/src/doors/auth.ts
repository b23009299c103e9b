import { RemoteError } from '@claude-remote/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { Audit } from '../access/audit.ts';
import { cookieNames, readCookie, writeCookie } from '../access/cookies.ts';
import { issueDeviceMark } from '../access/device-cookie.ts';
import { LOGIN_MAX_MS, type SignedInFrom } from '../access/logins.ts';
import type { Principal } from '../access/principal.ts';
import { hashSecret, type Random } from '../access/secrets.ts';
import type { StepUps } from '../access/step-ups.ts';
import type { AccessStore, UserRecord } from '../access/store.ts';
import { caller, PUBLIC_BODY_BYTES } from '../http/server.ts';

/** Signing in and out, under seed 001's names. Who asks is decided by `access`; this sets cookies and words answers. */
export interface AuthDoor {
  readonly access: Access;
  readonly store: AccessStore;
  readonly stepUps: StepUps;
  readonly audit: Audit;
  readonly deviceKey: string;
  readonly random: Random;
  /** Closes the sockets that were opened by this login. */
  readonly closeLogin: (login: string) => void;
}

const DEVICE_SECONDS = 400 * 86_400;

const credentials = z.strictObject({
  username: z.string().min(1).max(200),
  password: z.string().min(1).max(1_000),
  totpCode: z.string().max(20).optional(),
});
const userShape = z.object({ id: z.string(), username: z.string(), role: z.enum(['admin', 'operator', 'viewer']) });
const ok = z.object({ ok: z.literal(true) });

export function registerAuth(app: FastifyInstance, door: AuthDoor): void {
  registerSignIn(app, door);
  registerConfirm(app, door);
  registerLogin(app, door);
}

function registerSignIn(app: FastifyInstance, door: AuthDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/auth/status',
    {
      config: { access: 'public' },
      schema: {
        summary: 'How people sign in to this hub',
        response: {
          200: z.object({ setupRequired: z.boolean(), cloudflareEnabled: z.boolean(), localAuthEnabled: z.boolean() }),
        },
      },
    },
    async () => {
      const users = await door.store.users();
      const setupRequired = !users.some((user) => user.role === 'admin');
      return { setupRequired, cloudflareEnabled: false, localAuthEnabled: true };
    },
  );

  routes.post(
    '/api/auth/login',
    {
      config: { access: 'public' },
      bodyLimit: PUBLIC_BODY_BYTES,
      schema: {
        summary: 'Sign in; sets the login cookie',
        body: credentials,
        response: { 200: ok.extend({ user: userShape, expiresAt: z.number() }) },
      },
    },
    async (request, reply) => {
      const { username: name, password } = request.body;
      const from = callerOf(request);
      const mark = readCookie(request.headers.cookie, cookieNames(from.secure).device);
      const user = await door.access.checkPassword({ name, password }, from, mark);
      const { expiresAt } = await signIn(door, user, { request, reply });
      await door.audit.write({ action: 'login.success', by: user.name, source: from.source });
      return { ok: true as const, user: shownUser(user), expiresAt };
    },
  );
}

function registerConfirm(app: FastifyInstance, door: AuthDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/api/auth/confirm',
    {
      config: { access: 'signed-in' },
      bodyLimit: PUBLIC_BODY_BYTES,
      schema: {
        summary: 'Give the password again before something dangerous',
        body: credentials.pick({ password: true }),
        response: { 200: ok },
      },
    },
    async (request) => {
      const { kind, name, login } = principalOf(request);
      // A program that holds a token knows no password; a guess at its owner's would only be that.
      if (kind !== 'user') throw new RemoteError('forbidden');
      const from = callerOf(request);
      const mark = readCookie(request.headers.cookie, cookieNames(from.secure).device);
      await door.access.checkPassword({ name, password: request.body.password }, from, mark);
      if (login !== null) door.stepUps.passed(login);
      return { ok: true as const };
    },
  );
}

function registerLogin(app: FastifyInstance, door: AuthDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/api/auth/logout',
    { config: { access: 'signed-in' }, schema: { summary: 'End this login', response: { 200: ok } } },
    async (request, reply) => {
      const principal = principalOf(request);
      if (principal.login !== null) {
        await door.access.logins.end(principal.login);
        door.closeLogin(principal.login);
        await door.audit.write({ action: 'logout', by: principal.name, source: callerOf(request).source });
      }
      const { secure } = callerOf(request);
      reply.header('set-cookie', writeCookie(cookieNames(secure).login, '', { secure, seconds: 0 }));
      reply.header('clear-site-data', '"cache", "storage"');
      return { ok: true as const };
    },
  );

  routes.get(
    '/api/auth/me',
    {
      config: { access: 'signed-in' },
      schema: { summary: 'Who I am', response: { 200: z.object({ user: userShape }) } },
    },
    async (request) => {
      const { id, name, role } = principalOf(request);
      return { user: { id, username: name, role } };
    },
  );

  routes.post(
    '/api/auth/refresh',
    {
      config: { access: 'signed-in' },
      schema: { summary: 'The same login under a new secret', response: { 200: ok.extend({ expiresAt: z.number() }) } },
    },
    async (request, reply) => {
      const { login } = principalOf(request);
      if (login === null) throw new RemoteError('bad_request', { detail: 'only a login by cookie can be refreshed' });
      const { secret, expiresAt } = await door.access.logins.renew(login);
      setLogin(reply, secret, callerOf(request).secure);
      door.closeLogin(login);
      return { ok: true as const, expiresAt };
    },
  );
}

/** Begins a login for somebody who has just given a password; also used right after setup. */
export async function signIn(
  door: Pick<AuthDoor, 'access' | 'deviceKey' | 'random' | 'stepUps'>,
  user: UserRecord,
  through: { request: FastifyRequest; reply: FastifyReply },
): Promise<{ expiresAt: number }> {
  const { secret, expiresAt } = await beginLogin(door, user, through);
  door.stepUps.passed(hashSecret(secret));
  return { expiresAt };
}

/** Begins a login and sets its cookies. */
export async function beginLogin(
  door: Pick<AuthDoor, 'access' | 'deviceKey' | 'random'>,
  user: UserRecord,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<{ secret: string; expiresAt: number }> {
  const { secure } = callerOf(request);
  const begun = await door.access.logins.begin(user, fromOf(request));
  setLogin(reply, begun.secret, secure);
  const mark = issueDeviceMark(door.deviceKey, user.id, door.random);
  reply.header('set-cookie', writeCookie(cookieNames(secure).device, mark, { secure, seconds: DEVICE_SECONDS }));
  return begun;
}

/** What is known of whoever asks before they are signed in. */
export function fromOf(request: FastifyRequest): SignedInFrom {
  return { agent: request.headers['user-agent'] ?? '', source: callerOf(request).source };
}

function setLogin(reply: FastifyReply, secret: string, secure: boolean): void {
  const seconds = LOGIN_MAX_MS / 1000;
  reply.header('set-cookie', writeCookie(cookieNames(secure).login, secret, { secure, seconds }));
}

export function callerOf(request: FastifyRequest): { source: string; secure: boolean } {
  return caller(request.raw, request.knownHost?.secure ?? false);
}

/** The principal of a route that is not public; the guard has put it there. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new RemoteError('unauthenticated');
  return request.principal;
}

export function shownUser(user: UserRecord): z.infer<typeof userShape> {
  return { id: user.id, username: user.name, role: user.role };
}
