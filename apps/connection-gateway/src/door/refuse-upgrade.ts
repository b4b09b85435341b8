import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export interface Refusal {
  status: number;
  /** Text for the station's log. */
  reason: string;
  /** When to come again, seconds. */
  retryAfterS?: number;
}

/** Answers an upgrade with a plain HTTP error and ends the connection. */
export function refuseUpgrade(socket: Duplex, { status, reason, retryAfterS }: Refusal): void {
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(reason)}`,
  ];
  if (status === 401) headers.push('WWW-Authenticate: Basic realm="ocpp", charset="UTF-8"');
  if (retryAfterS !== undefined) headers.push(`Retry-After: ${retryAfterS}`);
  socket.end(`${headers.join('\r\n')}\r\n\r\n${reason}`);
}

/** `aboutS` to twice as long: stations that were refused together must not come back together. */
export function jittered(aboutS: number, random: number = Math.random()): number {
  return Math.round(aboutS * (1 + random));
}
