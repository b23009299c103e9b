import type { Access } from '../access/access.ts';
import type { Audit } from '../access/audit.ts';
import { type Passwords, requireGoodPassword } from '../access/passwords.ts';
import type { AccessStore } from '../access/store.ts';
import { StartProblem } from '../config/problem.ts';
import { isLoopback, type ServeConfig } from '../config/resolve.ts';

/** Makes or updates the admin that AUTH_USERNAME and AUTH_PASSWORD name. */
export interface FirstAdmin {
  readonly store: AccessStore;
  readonly access: Access;
  readonly passwords: Passwords;
  readonly audit: Audit;
  readonly now: () => number;
  readonly newId: () => string;
}

const SOURCE = 'configuration';

export async function ensureAdmin(
  { store, passwords, ...door }: FirstAdmin,
  wish: NonNullable<ServeConfig['admin']>,
): Promise<void> {
  const user = await store.userByName(wish.name);
  if (!user) {
    const passwordHash = await passwords.hash(wish.password);
    await store.addUser({ id: door.newId(), name: wish.name, passwordHash, role: 'admin', createdAt: door.now() });
    await door.audit.write({ action: 'user.setup', by: null, target: wish.name, source: SOURCE });
    return;
  }
  const right = (await passwords.check(wish.password, user.passwordHash)) === 'right';
  if (right && user.role === 'admin') return;
  await store.updateUser(user.id, {
    role: 'admin',
    ...(right ? {} : { passwordHash: await passwords.hash(wish.password) }),
  });
  // Whoever signed in with the old password must sign in again.
  if (!right) await store.removeLoginsOf(user.id);
  door.access.forget(user.id);
  await door.audit.write({ action: 'user.update', by: null, target: wish.name, source: SOURCE });
}

/** A short password from a configuration file is the person's own choice only while nobody else can reach the hub. */
export function checkConfiguredPassword(config: ServeConfig): string | null {
  if (!config.admin) return null;
  const { name, password } = config.admin;
  try {
    requireGoodPassword(password, name);
    return null;
  } catch {
    const line = 'AUTH_PASSWORD is weak: use 12 or more characters that are no common password';
    if (!isLoopback(config.host) || config.publicUrl) throw new StartProblem(`${line}; others can reach this hub.`);
    return `${line} before you let others reach this hub.`;
  }
}
