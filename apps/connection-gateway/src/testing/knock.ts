import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { request as secureRequest, type RequestOptions as SecureOptions } from 'node:https';
import { connect, type Socket } from 'node:net';

/** What a gateway answers to an upgrade. */
export interface Knocked {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
  'Sec-WebSocket-Protocol': 'ocpp1.6',
};

/** Asks for an upgrade by hand and gives the answer, whatever it is. The socket of one that is let in is ended. */
export function knock(
  url: string,
  headers: Record<string, string> = {},
  options: RequestOptions & SecureOptions = {},
): Promise<Knocked> {
  const { hostname, port, pathname, protocol } = new URL(url);
  const call = (protocol === 'wss:' ? secureRequest : request)({
    hostname,
    port,
    path: pathname,
    headers: { ...UPGRADE, ...headers },
    agent: false,
    ...options,
  });
  return new Promise((resolve, reject) => {
    call.on('error', reject);
    call.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: '' });
    });
    call.on('response', (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    call.end();
  });
}

export const basicHeader = (username: string, password: string): Record<string, string> => ({
  Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
});

/** A bare TCP socket to the gateway, and what it says on it. */
export class RawSocket {
  text = '';
  /** When the gateway had ended it. */
  closedAt: number | undefined;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => (this.text += chunk.toString('latin1')));
    for (const event of ['end', 'close']) socket.on(event, () => (this.closedAt ??= performance.now()));
    socket.on('error', () => undefined);
  }

  static async open(url: string): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const raw = new RawSocket(socket);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return raw;
  }

  /** Writes the request of an upgrade; a station that does nothing but that. */
  upgrade(path: string, headers: Record<string, string> = {}): void {
    const lines = Object.entries({ Host: 'gateway', ...UPGRADE, ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    this.socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  }
}
