import type { ActorDevice } from '@claude-remote/protocol';

/** A device as every language writes it: what its owner calls it, else `iPhone (Safari)`. Untrusted text, never markup. */
export function deviceWords({ name, browser, system }: ActorDevice): string {
  if (name !== null) return name;
  if (browser !== null && system !== null) return `${system} (${browser})`;
  return system ?? browser ?? '';
}
