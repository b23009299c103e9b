/** The first line with words in it, cut to `max` characters (not inside a surrogate pair), for lists and titles. */
export function firstLine(text: string, max = 140): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  const characters = Array.from(line.trim().slice(0, max * 2));
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}
