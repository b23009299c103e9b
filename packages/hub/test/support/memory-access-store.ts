import type {
  AccessStore,
  AuditRecord,
  ConversationRecord,
  LoginRecord,
  TokenRecord,
  UserRecord,
} from '../../src/access/store.ts';

const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();

/** An access store without a disk, for tests of what stands on it. */
export function memoryAccessStore(): AccessStore & { readonly audit: AuditRecord[] } {
  const users = new Map<string, UserRecord>();
  const logins = new Map<string, LoginRecord>();
  const conversations = new Map<string, ConversationRecord>();
  const audit: AuditRecord[] = [];
  return {
    audit,
    user: async (id) => users.get(id) ?? null,
    userByName: async (name) => [...users.values()].find((user) => same(user.name, name)) ?? null,
    users: async () => [...users.values()],
    addUser: async (user) => {
      if ([...users.values()].some(({ name }) => same(name, user.name))) return false;
      users.set(user.id, user);
      return true;
    },
    updateUser: async (id, change) => {
      const user = users.get(id);
      if (user) users.set(id, { ...user, ...change });
    },
    login: async (hash) => logins.get(hash) ?? null,
    addLogin: async (login) => {
      logins.set(login.hash, login);
    },
    loginsOf: async (user) => [...logins.values()].filter((login) => login.user === user),
    nameLogin: async (id, user, name) => {
      const login = [...logins.values()].find((one) => one.id === id && one.user === user);
      if (login) logins.set(login.hash, { ...login, name });
      return login !== undefined;
    },
    touchLogin: async (hash, at) => {
      const login = logins.get(hash);
      if (login) logins.set(hash, { ...login, lastUsedAt: at });
    },
    renewLogin: async (before, renewed) => {
      const login = logins.get(before);
      if (login) logins.set(renewed.hash, { ...login, ...renewed });
      logins.delete(before);
    },
    removeLogin: async (hash) => {
      logins.delete(hash);
    },
    removeLoginsOf: async (user) => {
      for (const [hash, login] of logins) if (login.user === user) logins.delete(hash);
    },
    ...memoryTokens(),
    conversation: async (id) => conversations.get(id) ?? null,
    conversations: async () => [...conversations.values()],
    putConversation: async (conversation) => {
      conversations.set(conversation.id, conversation);
    },
    removeConversation: async (id) => {
      conversations.delete(id);
    },
    appendAudit: async (row) => {
      audit.push(row);
    },
  };
}

function memoryTokens() {
  const tokens = new Map<string, TokenRecord>();
  return {
    token: async (hash) => tokens.get(hash) ?? null,
    tokensOf: async (user) => [...tokens.values()].filter((token) => token.user === user),
    addToken: async (token) => {
      tokens.set(token.hash, token);
    },
    touchToken: async (hash, at) => {
      const token = tokens.get(hash);
      if (token) tokens.set(hash, { ...token, lastUsedAt: at });
    },
    removeToken: async (id, user) => {
      const found = [...tokens.values()].find((token) => token.id === id && token.user === user);
      return found ? tokens.delete(found.hash) : false;
    },
  } satisfies Partial<AccessStore>;
}
