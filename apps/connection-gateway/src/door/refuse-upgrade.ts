import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers an upgrade with a plain HTTP error and ends the connection. `reason` is text for the station's log. */
export function refuseUpgrade(socket: Duplex, status: number, reason: string): void {
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(reason)}`,
  ];
  if (status === 401) headers.push('WWW-Authenticate: Basic realm="ocpp", charset="UTF-8"');
  if (status === 503) headers.push('Retry-After: 10');
  socket.end(`${headers.join('\r\n')}\r\n\r\n${reason}`);
}
