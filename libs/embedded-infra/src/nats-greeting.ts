import { createConnection } from 'node:net';

/** What a nats-server says of itself to whoever connects; more fields follow in the protocol. */
export interface NatsGreeting {
  server_name: string;
  version: string;
  jetstream?: boolean;
}

/** Reads the greeting of the server on this loopback port; undefined if there is none or it is no nats-server. */
export function findNatsGreeting(port: number, timeoutMs = 1_000): Promise<NatsGreeting | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = createConnection({ port, host: '127.0.0.1' });
    const settle = (info?: NatsGreeting) => {
      socket.destroy();
      resolve(info);
    };
    socket.setTimeout(timeoutMs, () => settle());
    socket.on('error', () => settle());
    socket.on('close', () => resolve(undefined));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const greeting = /^INFO (\{.*\})\s*\r\n/.exec(text)?.[1];
      if (greeting) settle(JSON.parse(greeting) as NatsGreeting);
      else if (text.length > 65_536) settle();
    });
  });
}
