import type { Actor, ActorDevice } from '@claude-remote/protocol';

/** Whoever is asking, authenticated. Made by `access` only. */
export interface Principal {
  readonly kind: 'user' | 'device' | 'token';
  /** Stable id of the account or device in the database. */
  readonly id: string;
  /** Of a token: the account that it belongs to. */
  readonly owner?: string;
  readonly name: string;
  readonly role: Role;
  /** The browser login that this came by, so that its end closes sockets; null for Basic and tokens. */
  readonly login: string | null;
}

export type Role = 'admin' | 'operator' | 'viewer';

/** Everything that can be asked for; a door names one for each route and message type. */
export type Action = 'read' | 'drive' | 'start-session' | 'query-machine' | 'manage-users' | 'manage-hub';

const ALLOWED: Readonly<Record<Role, readonly Action[]>> = {
  viewer: ['read'],
  operator: ['read', 'drive', 'start-session', 'query-machine'],
  admin: ['read', 'drive', 'start-session', 'query-machine', 'manage-users', 'manage-hub'],
};

/** The one function that decides. Denies whatever is not listed. */
export function may(principal: Pick<Principal, 'role'>, action: Action): boolean {
  return ALLOWED[principal.role].includes(action);
}

/** The account on whose behalf something is asked. */
export function accountOf({ id, owner }: Principal): string {
  return owner ?? id;
}

/** The principal as other people may see it, with the device that it asks from where that is known. */
export function actorOf({ kind, name }: Principal, device: ActorDevice | null = null): Actor {
  return { kind, name, ...(device && { device }) };
}

/** Whether that was asked in the principal's name, from whatever device. */
export function isOf({ kind, name }: Principal, by: Actor): boolean {
  return by.kind === kind && by.name === name;
}
