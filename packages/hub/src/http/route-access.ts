import type { FastifyInstance } from 'fastify';
import type { Action, Principal } from '../access/principal.ts';
import type { KnownHost } from './known-hosts.ts';

/** Who may use a route: everybody, whoever signed in, or those who may do an action. */
type RouteAccess = 'public' | 'signed-in' | Action;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers the same to everybody and changes nothing, so that it does not matter which page is behind a request. */
    readonly anyOrigin?: true;
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

export interface DeclaredRoute {
  readonly method: string;
  readonly url: string;
  readonly access: RouteAccess;
}

/** Denies by default: an undeclared route throws while it is being registered. The table grows as routes come. */
export function requireDeclaredRoutes(app: FastifyInstance): readonly DeclaredRoute[] {
  const table: DeclaredRoute[] = [];
  app.addHook('onRoute', ({ config, method, url }) => {
    const access = config?.access;
    if (access === undefined) {
      throw new Error(`The route ${String(method)} ${url} does not declare who may use it (config.access).`);
    }
    table.push(...[method].flat().map((one) => ({ method: one, url, access })));
  });
  return table;
}
