import { notificationPreferences } from '@claude-remote/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Audit } from '../access/audit.ts';
import type { Attention } from '../attention/attention.ts';
import { failure } from './api-shapes.ts';
import { callerOf, principalOf } from './auth.ts';

/** Notifications: which devices get them, and what their person wants to hear. Everybody for themselves. */
export interface PushDoor {
  readonly attention: Attention;
  readonly audit: Audit;
}

export function registerPush(app: FastifyInstance, door: PushDoor): void {
  registerDevices(app, door);
  registerSubscriptions(app, door);
  registerPreferences(app, door);
  registerTest(app, door);
}

const key = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/, 'must be base64url');
const endpoint = z.string().min(1).max(1_000);
const ok = z.object({ ok: z.literal(true) });

function registerDevices(app: FastifyInstance, { attention }: PushDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/push/key',
    {
      config: { access: 'read' },
      schema: {
        summary: 'The key with which browsers subscribe (applicationServerKey)',
        response: { 200: z.object({ key: z.string() }) },
      },
    },
    async () => ({ key: attention.publicKey }),
  );

  routes.get(
    '/api/v1/push/subscriptions',
    {
      config: { access: 'read' },
      schema: {
        summary: 'My devices that get notifications',
        response: {
          200: z.object({
            devices: z.array(
              z.object({ id: z.string(), device: z.string(), createdAt: z.number(), current: z.boolean() }),
            ),
          }),
        },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      return {
        devices: attention.devices(principal).map(({ id, device, createdAt, login }) => ({
          id,
          device,
          createdAt,
          current: login === principal.login,
        })),
      };
    },
  );
}

function registerSubscriptions(app: FastifyInstance, { attention, audit }: PushDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/api/v1/push/subscriptions',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Send notifications to this browser, until its login ends',
        description: 'The body is what PushManager.subscribe() gives, with the language and a name for people.',
        body: z.strictObject({
          endpoint,
          expirationTime: z.number().nullable().optional(),
          keys: z.strictObject({ p256dh: key, auth: key }),
          language: z.enum(['en', 'ko']),
          device: z.string().max(100),
        }),
        response: { 201: ok, '4xx': failure },
      },
    },
    async (request, reply) => {
      const { endpoint, keys, language, device } = request.body;
      const principal = principalOf(request);
      // Pages say it again whenever they come up; that is nobody's news.
      if (attention.subscribe(principal, { endpoint, ...keys, language, device })) {
        const { source } = callerOf(request);
        await audit.write({ action: 'push.subscribe', by: principal.name, target: device, source });
      }
      return reply.status(201).send({ ok: true as const });
    },
  );

  routes.delete(
    '/api/v1/push/subscriptions',
    {
      config: { access: 'read' },
      schema: {
        summary: 'No notifications to this browser any more',
        body: z.strictObject({ endpoint }),
        response: { 200: ok, '4xx': failure },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      if (attention.unsubscribe(principal, request.body.endpoint)) {
        await audit.write({ action: 'push.unsubscribe', by: principal.name, source: callerOf(request).source });
      }
      return { ok: true as const };
    },
  );
}

function registerPreferences(app: FastifyInstance, { attention }: PushDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const response = { 200: z.object({ preferences: notificationPreferences }), '4xx': failure };

  routes.get(
    '/api/v1/notifications/preferences',
    { config: { access: 'read' }, schema: { summary: 'What I want to hear of', response } },
    async (request) => ({ preferences: attention.preferences(principalOf(request)) }),
  );

  routes.put(
    '/api/v1/notifications/preferences',
    {
      config: { access: 'read' },
      schema: { summary: 'Say what I want to hear of, on all my devices', body: notificationPreferences, response },
    },
    async (request) => {
      attention.setPreferences(principalOf(request), request.body);
      return { preferences: request.body };
    },
  );
}

function registerTest(app: FastifyInstance, { attention }: PushDoor): void {
  app.withTypeProvider<ZodTypeProvider>().post(
    '/api/v1/push/test',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Push a test to my devices, or to one of them',
        body: z.strictObject({ endpoint: endpoint.optional() }),
        response: {
          200: z.object({
            devices: z.array(z.object({ device: z.string(), outcome: z.enum(['sent', 'later', 'refused', 'gone']) })),
          }),
          '4xx': failure,
        },
      },
    },
    async (request) => ({ devices: await attention.test(principalOf(request), request.body.endpoint ?? null) }),
  );
}
