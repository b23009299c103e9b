import type { Request } from '@claude-remote/protocol';

export function isDangerous(request: Request): boolean {
  return request.kind === 'permission' && request.facts.some((fact) => fact.level === 'danger');
}

/** Open requests in the order in which they should be decided: dangerous first, then oldest first. */
export function inOrder<Item extends { readonly request: Request }>(items: readonly Item[]): Item[] {
  return [...items].sort(
    (a, b) =>
      Number(isDangerous(b.request)) - Number(isDangerous(a.request)) || a.request.openedAt - b.request.openedAt,
  );
}
