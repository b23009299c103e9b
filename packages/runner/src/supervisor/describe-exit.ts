/** How Claude's process ended, with its last words. */
export function describeExit({
  code,
  signal,
  stderr,
}: {
  code: number | null;
  signal: string | null;
  stderr: string;
}): string {
  const how = signal ? `signal ${signal}` : `exit code ${code ?? '?'}`;
  const last = stderr.trim().split('\n').at(-1)?.slice(0, 500) ?? '';
  return last ? `${how}: ${last}` : how;
}
