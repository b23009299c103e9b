import { useEffect, useRef } from 'react';
import { useWords } from '../i18n/language.tsx';
import { inert } from '../transcript/inert-text.ts';
import { type Comment, linesOf } from './comments.ts';
import type { Comments } from './use-comments.ts';

export interface CommentCardProps {
  readonly comment: Comment;
  readonly comments: Comments;
  readonly editing: boolean;
  readonly onEdit: (on: boolean) => void;
}

/** A comment below its lines: being written, or as it will be sent. Each letter is kept on the device. */
export function CommentCard({ comment, comments, editing, onEdit }: CommentCardProps) {
  const { t } = useWords();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (editing) field.current?.focus();
  }, [editing]);
  const lines = linesOf(comment);
  const place = lines === '' ? t('review.yourComment') : t('review.yourCommentOn', { lines });
  function done() {
    if (comment.text.trim() === '') comments.remove(comment.id);
    onEdit(false);
  }
  const remove = (
    <button type="button" className="btn auto bare" onClick={() => comments.remove(comment.id)}>
      {t('review.remove')}
    </button>
  );
  if (!editing)
    return (
      <section className="comment" aria-label={place}>
        <p className="meta">{place}</p>
        <p className="small said">{inert(comment.text)}</p>
        <div className="btns">
          <button type="button" className="btn auto" onClick={() => onEdit(true)}>
            {t('review.edit')}
          </button>
          {remove}
        </div>
      </section>
    );
  return (
    <form
      method="post"
      className="comment"
      aria-label={place}
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
    >
      <p className="meta">{place}</p>
      <textarea
        ref={field}
        className="field"
        rows={3}
        value={comment.text}
        aria-label={place}
        placeholder={t('review.commentHint')}
        onChange={(event) => comments.put({ ...comment, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
          event.preventDefault();
          done();
        }}
      />
      <div className="btns">
        <button type="submit" className="btn auto act">
          {t('review.keep')}
        </button>
        {remove}
      </div>
    </form>
  );
}
