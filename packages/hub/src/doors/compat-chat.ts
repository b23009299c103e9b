import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { AccessStore, ConversationRecord } from '../access/store.ts';
import { statusOf } from '../http/status.ts';
import { principalOf } from './auth.ts';
import { type Conversations, failureOf, type Said } from './compat-conversation.ts';

/** Seed 000's three routes, to the letter. What a conversation is lives in compat-conversation.ts. */

const conversationId = z.string().min(1).max(200);
const access = { basicChallenge: true } as const;

export function registerCompatChat(
  app: FastifyInstance,
  door: { conversations: Conversations; store: AccessStore; idleMs: number },
): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/api/chat',
    {
      config: { ...access, access: 'start-session' },
      schema: {
        summary: 'Say something in a conversation and wait for the answer',
        body: z.object({
          message: z.string(),
          session_id: z
            .string()
            .regex(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, 'must be a UUID')
            .nullish(),
          conv_id: conversationId.nullish(),
        }),
      },
    },
    async (request, reply) => {
      const { message, session_id: named, conv_id: conversation } = request.body;
      const said = await door.conversations.say(principalOf(request), {
        conversation: conversation ?? 'default',
        text: message,
        session: named?.toLowerCase() ?? null,
      });
      const { status, body } = answerOf(said, door.idleMs);
      return reply.status(status).send(body);
    },
  );

  routes.post(
    '/api/reset',
    {
      config: { ...access, access: 'drive' },
      schema: {
        summary: 'Forget which session a conversation stands for',
        querystring: z.object({ conv_id: conversationId.default('default') }),
        response: { 200: z.object({ message: z.string(), conv_id: z.string() }) },
      },
    },
    async (request) => {
      const { conv_id: conversation } = request.query;
      await door.store.removeConversation(conversation);
      return { message: 'Conversation reset successfully', conv_id: conversation };
    },
  );

  routes.get(
    '/api/sessions',
    { config: { ...access, access: 'read' }, schema: { summary: 'All conversations by their name' } },
    async () => {
      const records = await door.store.conversations();
      return Object.fromEntries(records.map((record) => [record.id, shownConversation(record)]));
    },
  );
}

function answerOf({ session, end }: Said, idleMs: number) {
  const failure = failureOf(end, idleMs);
  const turn = end.end === 'turn' ? end.turn : null;
  const body = {
    response: turn?.result ?? '',
    session_id: session,
    cost: turn?.costUsd ?? 0,
    turns: turn?.rounds ?? 0,
    success: failure === null,
    error: failure?.error ?? null,
    ...(failure ? { code: failure.code } : {}),
  };
  const silent = end.end === 'silent';
  return { status: failure ? (silent ? 504 : statusOf(failure.code)) : 200, body };
}

function shownConversation(record: ConversationRecord) {
  return {
    session_id: record.session,
    created_at: new Date(record.createdAt).toISOString(),
    last_message_at: new Date(record.lastMessageAt).toISOString(),
    turn_count: record.turnCount,
    last_message: record.lastMessage,
  };
}
