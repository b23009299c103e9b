import type { Role } from './principal.ts';

/** What `access` keeps. Every write resolves after it is durable. Times are Unix milliseconds. */
export interface AccessStore {
  user(id: string): Promise<UserRecord | null>;
  /** Names are compared without regard to case. */
  userByName(name: string): Promise<UserRecord | null>;
  users(): Promise<UserRecord[]>;
  /** False when the name is taken. */
  addUser(user: UserRecord): Promise<boolean>;
  updateUser(id: string, change: Partial<Pick<UserRecord, 'passwordHash' | 'role'>>): Promise<void>;

  login(hash: string): Promise<LoginRecord | null>;
  /** Oldest first. */
  loginsOf(user: string): Promise<LoginRecord[]>;
  /** False when the user has no such login. */
  nameLogin(id: string, user: string, name: string): Promise<boolean>;
  addLogin(login: LoginRecord): Promise<void>;
  touchLogin(hash: string, at: number): Promise<void>;
  /** The same login under another hash; what belongs to it stays with it. */
  renewLogin(hash: string, renewed: Pick<LoginRecord, 'hash' | 'lastUsedAt' | 'expiresAt'>): Promise<void>;
  removeLogin(hash: string): Promise<void>;
  removeLoginsOf(user: string): Promise<void>;

  token(hash: string): Promise<TokenRecord | null>;
  tokensOf(user: string): Promise<TokenRecord[]>;
  addToken(token: TokenRecord): Promise<void>;
  touchToken(hash: string, at: number): Promise<void>;
  removeToken(id: string, user: string): Promise<boolean>;

  conversation(id: string): Promise<ConversationRecord | null>;
  conversations(): Promise<ConversationRecord[]>;
  putConversation(conversation: ConversationRecord): Promise<void>;
  removeConversation(id: string): Promise<void>;

  appendAudit(row: AuditRecord): Promise<void>;
}

export interface UserRecord {
  readonly id: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly createdAt: number;
}

/** A user's signed-in browser. */
export interface LoginRecord {
  /** Hash of the cookie's secret. */
  readonly hash: string;
  /** Names the login to people and programs; not a secret, and the same for its whole life. */
  readonly id: string;
  readonly user: string;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** Absolute end. */
  readonly expiresAt: number;
  /** What its owner calls it; null until then. */
  readonly name: string | null;
  /** The browser's `User-Agent` and IP address when it signed in; empty when that is not known. */
  readonly agent: string;
  readonly source: string;
}

export interface TokenRecord {
  /** Names the token to people; not a secret. */
  readonly id: string;
  readonly hash: string;
  readonly user: string;
  readonly name: string;
  /** Never more than its owner's role at the time of use. */
  readonly role: Role;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

/** Seed 000's record of a conversation. */
export interface ConversationRecord {
  readonly id: string;
  readonly session: string;
  readonly createdAt: number;
  readonly lastMessageAt: number;
  readonly turnCount: number;
  /** At most 100 characters. */
  readonly lastMessage: string;
}

export interface AuditRecord {
  readonly at: number;
  readonly action: string;
  readonly by: string | null;
  readonly target: string | null;
  readonly source: string;
  /** JSON object. */
  readonly details: string;
}
