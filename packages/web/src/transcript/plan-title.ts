/** The first line of a plan that says something, without its Markdown signs. */
export function planTitle(plan: string): string {
  const line = plan.split('\n').find((text) => text.trim() !== '') ?? '';
  return line.replace(/^#+\s*|[*_`]/g, '').trim();
}
