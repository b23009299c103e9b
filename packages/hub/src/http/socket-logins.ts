import type { Clock } from '@claude-remote/link';
import type { WebSocket } from 'ws';
import type { Logins } from '../access/logins.ts';

/**
 * Ends sockets whose login ended by time or elsewhere: a socket is checked when it opens, and would outlive its login
 * otherwise. Signing out closes them at once, without this.
 */
export interface SocketLogins {
  watch(socket: WebSocket, login: string): void;
  stop(): void;
}

const CHECK_MS = 10 * 60_000;

export function watchSocketLogins(options: {
  logins: Pick<Logins, 'stillOpen'>;
  closeLogin: (login: string) => void;
  clock: Clock;
}): SocketLogins {
  const open = new Map<string, number>();

  const check = async () => {
    for (const login of [...open.keys()]) {
      // A storage that cannot answer now is asked again: only a clear no closes.
      const lives = await options.logins.stillOpen(login).catch(() => true);
      if (!lives) options.closeLogin(login);
    }
  };
  const schedule = () =>
    options.clock.timer(CHECK_MS, () => {
      cancel = schedule();
      void check();
    });
  let cancel = schedule();

  return {
    watch: (socket, login) => {
      open.set(login, (open.get(login) ?? 0) + 1);
      socket.once('close', () => {
        const left = (open.get(login) ?? 1) - 1;
        if (left > 0) open.set(login, left);
        else open.delete(login);
      });
    },
    stop: () => cancel(),
  };
}
