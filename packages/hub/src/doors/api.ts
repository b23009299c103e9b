import type { FastifyInstance } from 'fastify';
import { registerArrangement } from './api-arrangement.ts';
import { registerCommands } from './api-commands.ts';
import { registerDays } from './api-days.ts';
import type { ApiDoor } from './api-door.ts';
import { registerEvents } from './api-events.ts';
import { registerExport } from './api-export.ts';
import { registerMachines } from './api-machines.ts';
import { registerSessions } from './api-sessions.ts';

/**
 * REST under /api/v1: sessions, events, commands, requests, machines. Shapes are the protocol's schemas, so this says
 * nothing of its own about messages; what is decided is decided by the core. Accounts and tokens are in users.ts.
 */
export async function registerApi(app: FastifyInstance, door: ApiDoor): Promise<void> {
  await app.register(async (api) => {
    // Answers hold what was validated when it came in. The schemas describe them; running megabytes of events through
    // them again would only cost.
    api.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
    registerSessions(api, door);
    registerArrangement(api, door);
    registerDays(api, door);
    registerEvents(api, door);
    registerExport(api, door);
    registerCommands(api, door);
    registerMachines(api, door);
  });
}
