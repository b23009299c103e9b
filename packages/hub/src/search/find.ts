import { asSessionId, type SearchHit } from '@claude-remote/protocol';
import type Database from 'better-sqlite3';
import { indexOf } from './letters.ts';
import type { Wanted } from './query.ts';
import { snippetOf } from './snippet.ts';

/** Answers questions from the index: newest first, a page at a time, with a bounded amount of reading for each. */
export interface IndexQuestion extends Pick<Wanted, 'terms' | 'workspace' | 'after' | 'before'> {
  /** Ids of the machines that are wanted; null: all. */
  readonly machines: readonly string[] | null;
  /** Sessions that nobody may see now. */
  readonly hidden: readonly string[];
  readonly limit: number;
  /** Goes on behind this passage; null: from the newest. */
  readonly cursor: number | null;
}

export interface Found {
  readonly hits: readonly SearchHit[];
  /** Where to go on; null when there is no more. */
  readonly cursor: number | null;
}

/** Passages that one question may look at: a rare word in a long history is gone on with by its cursor. */
const MAX_LOOKED_AT = 20_000;

export function find(index: Database.Database, question: IndexQuestion): Found {
  const { sql, values } = statementOf(question);
  const fits = filterOf(question);
  const hits: SearchHit[] = [];
  let last: number | null = null;
  let looked = 0;
  for (const row of index.prepare<(string | number)[], PassageRaw>(sql).iterate(...values)) {
    if (hits.length >= question.limit || looked >= MAX_LOOKED_AT) return { hits, cursor: last };
    looked++;
    last = row.id;
    if (fits(row)) hits.push(hitOf(row, question.terms));
  }
  return { hits, cursor: null };
}

interface PassageRaw {
  readonly id: number;
  readonly session: string;
  readonly machine: string;
  readonly workspace: string;
  readonly seq: number;
  readonly at: number;
  readonly kind: SearchHit['kind'];
  readonly text: string;
}

/** The newest passages that the indexes give; numbers rise with time, so that no sorting is needed. */
function statementOf({ terms, cursor }: IndexQuestion): { sql: string; values: (string | number)[] } {
  const match = (which: ReturnType<typeof indexOf>) =>
    terms
      .filter((term) => indexOf(term) === which)
      .map((term) => `"${term.replaceAll('"', '""')}"`)
      .join(' ');
  const [trigrams, shorts] = [match('trigrams'), match('short-words')];
  const columns = 'p.id, s.id AS session, s.machine, s.workspace, p.seq, p.at, p.kind, p.text';
  const joined = 'JOIN sessions s ON s.n = p.session';
  const before = cursor ?? Number.MAX_SAFE_INTEGER;
  const source = trigrams ? 'trigrams' : shorts ? 'short_words' : null;
  if (source === null)
    return { sql: `SELECT ${columns} FROM passages p ${joined} WHERE p.id < ? ORDER BY p.id DESC`, values: [before] };
  const also = trigrams && shorts ? 'AND p.id IN (SELECT rowid FROM short_words WHERE short_words MATCH ?)' : '';
  return {
    sql: `SELECT ${columns} FROM ${source} f JOIN passages p ON p.id = f.rowid ${joined} WHERE ${source} MATCH ? AND f.rowid < ? ${also} ORDER BY f.rowid DESC`,
    values: [trigrams || shorts, before, ...(also ? [shorts] : [])],
  };
}

function filterOf({ terms, machines, hidden, workspace, after, before }: IndexQuestion): (row: PassageRaw) => boolean {
  const unseen = new Set(hidden);
  const read = terms.filter((term) => indexOf(term) === 'none').map((term) => term.toLowerCase());
  return (row) =>
    !unseen.has(row.session) &&
    (machines === null || machines.includes(row.machine)) &&
    (workspace === null || row.workspace.toLowerCase().includes(workspace)) &&
    (after === null || row.at >= after) &&
    (before === null || row.at < before) &&
    read.every((term) => row.text.toLowerCase().includes(term));
}

function hitOf({ session, seq, at, kind, text }: PassageRaw, terms: readonly string[]): SearchHit {
  return { session: asSessionId(session), seq, at, kind, snippet: snippetOf(text, terms) };
}
