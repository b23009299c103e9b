const SECRET_NAME = /(?:key|token|secret|passw(?:or)?d|passphrase|credential|auth)(?:s|_id|_base)?$/i;
/** Names that end like secrets and hold paths or switches. */
const NOT_SECRET = /^(?:SSH_AUTH_SOCK|XAUTHORITY|.*_(?:FILE|PATH|DIR|URL)$)/i;

/** Entries of an environment whose name says that the value is a secret. Pure. */
export function knownSecrets(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => SECRET_NAME.test(name) && !NOT_SECRET.test(name)));
}
