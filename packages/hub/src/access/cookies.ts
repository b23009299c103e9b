/** The cookies of this product: their names and how they are read and written. No cookie is readable by scripts. */

/** Without TLS (loopback only) a browser takes neither `Secure` nor the `__Host-` prefix everywhere. */
export function cookieNames(secure: boolean): { login: string; device: string } {
  const prefix = secure ? '__Host-' : '';
  return { login: `${prefix}claude-remote`, device: `${prefix}claude-remote-device` };
}

/** The cookie's value; null also when it is there twice, for then another site or port on this host set one of them. */
export function readCookie(header: string | undefined, name: string): string | null {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** `seconds` 0 takes the cookie away. */
export function writeCookie(name: string, value: string, options: { secure: boolean; seconds: number }): string {
  const flags = `Path=/; HttpOnly; SameSite=Strict; Max-Age=${options.seconds}`;
  return `${name}=${value}; ${flags}${options.secure ? '; Secure' : ''}`;
}
