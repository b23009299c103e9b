import type { EventBody, SessionSummary } from '@claude-remote/protocol';
import type Database from 'better-sqlite3';
import { shortWords } from './letters.ts';
import { mayMatter, type Passage, passageOf } from './passages.ts';

/**
 * Reads the hub's events into the index, a piece at a time: cursor and passages of a piece are one transaction, so a kill at
 * any moment repeats or loses nothing. It knows no threads and answers no questions.
 */
export class Indexer {
  private readonly hub: Reads;
  private readonly index: Writes;
  private readonly apply: (session: string) => boolean;
  /** Sessions that may have events that are not read in. */
  private readonly behind = new Set<string>();

  /** `hub` is only read. */
  constructor(hub: Database.Database, index: Database.Database) {
    this.hub = prepareReads(hub);
    this.index = prepareWrites(index);
    const piece = index.transaction((session: string) => this.readPiece(session));
    this.apply = (session) => piece.immediate(session);
    index.transaction(() => this.compare()).immediate();
  }

  get done(): boolean {
    return this.behind.size === 0;
  }

  /** The session has more events, or is gone. */
  changed(session: string): void {
    this.behind.delete(session); // to the end: the others have waited longer
    this.behind.add(session);
  }

  /** Reads in one piece of one session; true when it took a session out, which may still stand in the log of writes. */
  step(): boolean {
    const [session] = this.behind;
    if (session === undefined) return false;
    const was = this.index.session.get(session);
    if (!this.apply(session)) this.behind.delete(session);
    return was !== undefined && this.index.session.get(session) === undefined;
  }

  /** What another start left: sessions that are gone or have another past go, those with more events are read on. */
  private compare(): void {
    const known = new Map(this.hub.sessions.all().map((row) => [row.id, row]));
    for (const { n, id, cursor, at } of this.index.sessions.all()) {
      const row = known.get(id);
      const same = cursor === 0 || (row && cursor <= row.head && this.hub.event.get(id, cursor)?.at === at);
      if (!row || !same) this.remove(n);
    }
    for (const id of known.keys()) this.behind.add(id); // newest last, so that it has the highest numbers: see `find`
  }

  /** False when nothing is left to read. */
  private readPiece(id: string): boolean {
    const row = this.hub.session.get(id);
    const before = this.index.session.get(id);
    if (!row) {
      if (before) this.remove(before.n);
      return false;
    }
    const { title, workspace }: SessionSummary = JSON.parse(row.summary);
    this.index.putSession.run(id, row.machine, workspace);
    const session = before ?? this.index.session.get(id);
    if (!session) return false;
    if (session.title !== title) this.retitle(session.n, title, row.head);
    const events = this.hub.events.all(id, session.cursor, PIECE);
    for (const event of events) this.take(session.n, event);
    const last = events.at(-1);
    if (!last) return false;
    this.index.setCursor.run(last.seq, last.at, session.n);
    return events.length === PIECE;
  }

  private take(session: number, { seq, at, body: json }: EventRaw): void {
    if (!mayMatter(json)) return;
    const body = JSON.parse(json) as EventBody; // validated when it was stored
    if (body.kind === 'blocks-superseded') for (const block of body.blocks) this.supersede(session, block);
    const passage = passageOf(body);
    if (passage) this.add(session, { seq, at, ...passage });
  }

  private retitle(session: number, title: string, seq: number): void {
    for (const { id, text } of this.index.titles.all(session)) this.removePassage(id, text);
    this.index.setTitle.run(title, session);
    const text = title.normalize('NFC').replaceAll('\0', ' ');
    const at = this.hub.event.get(this.index.idOf.get(session)?.id ?? '', seq)?.at ?? 0;
    if (text.trim() !== '') this.add(session, { seq: 0, at, kind: 'title', block: null, text });
  }

  private supersede(session: number, block: string): void {
    for (const { id, text } of this.index.block.all(session, block)) this.removePassage(id, text);
  }

  private add(session: number, passage: Omit<Passage, 'kind'> & { kind: string; seq: number; at: number }): void {
    const { seq, at, kind, block, text } = passage;
    const id = this.index.add.run(session, seq, at, kind, block, text).lastInsertRowid;
    this.index.addTrigrams.run(id, text);
    const words = shortWords(text);
    if (words !== '') this.index.addShortWords.run(id, words);
  }

  private remove(session: number): void {
    for (const { id, text } of this.index.passages.all(session)) this.removePassage(id, text);
    this.index.removeSession.run(session);
  }

  private removePassage(id: number, text: string): void {
    this.index.removeTrigrams.run(id, text);
    this.index.removeShortWords.run(id);
    this.index.remove.run(id);
  }
}

/** Events in one piece: what waits behind it is a question that somebody has just typed. */
const PIECE = 200;

interface EventRaw {
  readonly seq: number;
  readonly at: number;
  readonly body: string;
}
interface SessionRaw {
  readonly id: string;
  readonly machine: string;
  readonly head: number;
  readonly summary: string;
}
interface Indexed {
  readonly n: number;
  readonly id: string;
  readonly title: string;
  readonly cursor: number;
  readonly at: number;
}
interface TextRow {
  readonly id: number;
  readonly text: string;
}
type Reads = ReturnType<typeof prepareReads>;
type Writes = ReturnType<typeof prepareWrites>;

function prepareReads(hub: Database.Database) {
  const session = 'SELECT id, machine, head_seq AS head, summary FROM sessions';
  return {
    sessions: hub.prepare<[], SessionRaw>(`${session} ORDER BY json_extract(summary, '$.updatedAt')`),
    session: hub.prepare<[string], SessionRaw>(`${session} WHERE id = ?`),
    events: hub.prepare<[string, number, number], EventRaw>(
      'SELECT seq, at, body FROM events WHERE session = ? AND seq > ? ORDER BY seq LIMIT ?',
    ),
    event: hub.prepare<[string, number], { at: number }>('SELECT at FROM events WHERE session = ? AND seq = ?'),
  };
}

function prepareWrites(index: Database.Database) {
  const session = 'SELECT n, id, title, cursor, at FROM sessions';
  const passages = 'SELECT id, text FROM passages WHERE session = ?';
  return {
    sessions: index.prepare<[], Indexed>(session),
    session: index.prepare<[string], Indexed>(`${session} WHERE id = ?`),
    idOf: index.prepare<[number], { id: string }>('SELECT id FROM sessions WHERE n = ?'),
    putSession: index.prepare(
      "INSERT INTO sessions (id, machine, workspace, title) VALUES (?, ?, ?, '') ON CONFLICT (id) DO UPDATE SET workspace = excluded.workspace",
    ),
    setTitle: index.prepare('UPDATE sessions SET title = ? WHERE n = ?'),
    setCursor: index.prepare('UPDATE sessions SET cursor = ?, at = ? WHERE n = ?'),
    removeSession: index.prepare('DELETE FROM sessions WHERE n = ?'),
    passages: index.prepare<[number], TextRow>(passages),
    titles: index.prepare<[number], TextRow>(`${passages} AND seq = 0`),
    block: index.prepare<[number, string], TextRow>(`${passages} AND block = ?`),
    add: index.prepare('INSERT INTO passages (session, seq, at, kind, block, text) VALUES (?, ?, ?, ?, ?, ?)'),
    remove: index.prepare('DELETE FROM passages WHERE id = ?'),
    addTrigrams: index.prepare('INSERT INTO trigrams (rowid, text) VALUES (?, ?)'),
    removeTrigrams: index.prepare("INSERT INTO trigrams (trigrams, rowid, text) VALUES ('delete', ?, ?)"),
    addShortWords: index.prepare('INSERT INTO short_words (rowid, text) VALUES (?, ?)'),
    removeShortWords: index.prepare('DELETE FROM short_words WHERE rowid = ?'),
  };
}
