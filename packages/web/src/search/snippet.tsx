import type { SearchHit } from '@claude-remote/protocol';
import { inert } from '../transcript/inert-text.ts';

/** A piece of a transcript with what was found in it marked. */
export function Snippet({ hit }: { hit: SearchHit }) {
  return hit.snippet.map(({ text, mark }, index) =>
    mark ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one snippet never move
      <mark key={index} className="found">
        {inert(text)}
      </mark>
    ) : (
      inert(text)
    ),
  );
}

/** Where a hit is opened: the session, at the event that says it. */
export function pathOf({ session, seq }: SearchHit): string {
  return seq > 0 ? `/sessions/${session}?at=${seq}` : `/sessions/${session}`;
}
