/**
 * Pure: lines of a diff with secrets masked. Each line keeps its place and its sign, since line numbers count on them;
 * a key that stretches over lines is masked in each of them.
 */
export function maskLines(lines: readonly string[], mask: (text: string) => string): string[] {
  const bare = lines.map((line) => line.slice(1)).join('\n');
  const masked = mask(bare);
  if (masked === bare) return [...lines];
  const again = masked.split('\n');
  if (again.length === lines.length) return lines.map((line, index) => `${line.slice(0, 1)}${again[index] ?? ''}`);
  let within = false;
  return lines.map((line) => {
    const text = line.slice(1);
    const begins = BEGIN.test(text);
    const hidden = within || begins;
    within = (within || begins) && !END.test(text);
    return line.slice(0, 1) + (hidden ? '[REDACTED:private-key]' : mask(text));
  });
}

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/;
