import { machineInfo, query, RemoteError, replyBody } from '@claude-remote/protocol';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDoor } from './api-door.ts';
import { failure, machineParams } from './api-shapes.ts';

/** Machines, the workspaces that they offer, and questions to them. */
export function registerMachines(app: FastifyInstance, door: ApiDoor): void {
  registerLists(app, door);
  registerQueries(app, door);
}

function registerLists(app: FastifyInstance, { core }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    '/api/v1/machines',
    {
      config: { access: 'read' },
      schema: { summary: 'All machines', response: { 200: z.object({ machines: z.array(machineInfo) }) } },
    },
    async () => ({ machines: core.machines.list() }),
  );

  routes.get(
    '/api/v1/machines/:machine',
    {
      config: { access: 'read' },
      schema: {
        summary: 'One machine',
        params: machineParams,
        response: { 200: z.object({ machine: machineInfo }), '4xx': failure },
      },
    },
    async (request) => {
      const { machine: id } = request.params;
      const machine = core.machines.list().find((one) => one.id === id);
      if (!machine) throw new RemoteError('machine_not_found', { machine: id });
      return { machine };
    },
  );

  routes.get(
    '/api/v1/workspaces',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Directories in which sessions may be started, by machine',
        response: {
          200: z.object({
            workspaces: z.array(z.object({ machine: machineInfo.shape.id, path: z.string(), default: z.boolean() })),
          }),
        },
      },
    },
    async () => ({
      workspaces: core.machines.list().flatMap(({ id, workspaces, defaultWorkspace }) =>
        [...new Set([defaultWorkspace, ...workspaces])].map((path) => ({
          machine: id,
          path,
          default: path === defaultWorkspace,
        })),
      ),
    }),
  );
}

function registerQueries(app: FastifyInstance, { core }: ApiDoor): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    '/api/v1/machines/:machine/queries',
    {
      config: { access: 'query-machine' },
      schema: {
        summary: 'Ask a machine: directories, files, the whole output of a tool, Claude sessions on its disk',
        params: machineParams,
        body: query,
        response: { 200: z.object({ reply: replyBody }), '4xx': failure, '5xx': failure },
      },
    },
    async (request) => ({ reply: await core.machines.ask(request.params.machine, request.body) }),
  );
}
