import type { FastifyInstance } from 'fastify';
import type { Action, Principal } from '../access/principal.ts';
import type { KnownHost } from './known-hosts.ts';

/** Who may use a route: everybody, whoever signed in, or those who may do an action. */
export type RouteAccess = 'public' | 'signed-in' | Action;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Every route must say it: a route without it stops the start of the hub. */
    readonly access?: RouteAccess;
    /** Seed 000's routes: refusals invite to HTTP Basic. Elsewhere that would open the browser's own dialog over the page. */
    readonly basicChallenge?: true;
  }
  interface FastifyRequest {
    /** Null on public routes only. */
    principal: Principal | null;
    knownHost: KnownHost | null;
  }
}

/** Denies by default: an undeclared route throws while it is being registered. */
export function requireDeclaredRoutes(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined) {
      throw new Error(
        `The route ${String(route.method)} ${route.url} does not declare who may use it (config.access).`,
      );
    }
  });
}
