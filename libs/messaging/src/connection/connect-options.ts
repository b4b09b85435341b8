import type { ConnectionOptions } from 'nats';

export interface NatsConnectOptions {
  /** One server or several, separated by commas; may hold `user:password@`. */
  readonly url: string;
  /** Shown in the server's list of connections. */
  readonly name: string;
  readonly user?: string;
  readonly pass?: string;
  /** How often the server is looked after; two missed answers are its death. Default 5 s. */
  readonly pingIntervalMs?: number;
}

/**
 * Rule 21: the one place where the options of a NATS connection are made, for `connectMessaging` and with it for Nest's
 * transport. The client's own defaults give up for good after ten attempts and take four minutes to see a dead server.
 */
export function natsConnectOptions(o: NatsConnectOptions): ConnectionOptions & { inboxPrefix: string } {
  const { servers, user, pass } = withoutCredentials(o.url);
  const login = { user: o.user ?? user, pass: o.pass ?? pass };
  return {
    servers,
    name: o.name,
    ...(login.user === undefined ? {} : login),
    inboxPrefix: inboxPrefix(login.user ?? o.name),
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectTimeWait: 250,
    reconnectJitter: 100,
    pingInterval: o.pingIntervalMs ?? 5_000,
    maxPingOut: 2,
    // A frozen server accepts the socket and says nothing: go on to the next one soon.
    timeout: 4_000,
    // Each request would otherwise create an Error for its stack.
    noAsyncTraces: true,
  };
}

/** Rule 22: each user hears only its own replies: `_INBOX_<user>.>`. */
export function inboxPrefix(user: string): string {
  return `_INBOX_${user.replace(/[^A-Za-z0-9_-]/g, '_')}`;
}

function withoutCredentials(url: string): { servers: string[]; user?: string; pass?: string } {
  let login: { user?: string; pass?: string } = {};
  const servers = url
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^(?:(\w+:\/\/))?([^@/]+)@(.+)$/.exec(part);
      if (!match) return part;
      const [user, ...pass] = match[2]!.split(':');
      login = { user: decodeURIComponent(user!), pass: decodeURIComponent(pass.join(':')) };
      return `${match[1] ?? ''}${match[3]!}`;
    });
  return { servers, ...login };
}
