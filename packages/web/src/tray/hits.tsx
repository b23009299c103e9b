import type { PermissionRequest } from '@claude-remote/protocol';
import { inert } from '../transcript/inert-text.ts';
import { cutAtHits } from './permission-subject.ts';

/** A command with every part marked that a danger is about. */
export function Hits({ text, request }: { text: string; request: PermissionRequest }) {
  const subjects = request.facts.filter((fact) => fact.level === 'danger').map((fact) => fact.subject);
  return cutAtHits(text, subjects).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
    <span key={index} className={piece.hit ? 'hit' : undefined}>
      {inert(piece.text)}
    </span>
  ));
}
