import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { readBody } from './bodies';
import type { CallbackTarget } from './callback-guard';

/** What became of a message that was posted to a station. */
export type Posted =
  | { kind: 'answered'; status: number; text: string }
  /** No connection came about: nothing was sent. */
  | { kind: 'unreachable'; reason: string }
  /** Sent, and the connection ended, or what came is no answer. */
  | { kind: 'dropped'; reason: string }
  | { kind: 'timeout' };

/**
 * Posts a message to the address that was looked at, whatever its name means by now. Redirects are not followed: their
 * answer is an answer. A new connection each time, since a station may have forgotten an old one.
 */
export function postCall(
  { url, address }: CallbackTarget,
  message: { action: string; xml: string },
  o: { timeoutMs: number; maxBytes: number },
): Promise<Posted> {
  const pinned: LookupFunction = (_host, options, found) => {
    const family = isIP(address);
    if (options.all === true) found(null, [{ address, family }]);
    else found(null, address, family);
  };
  const body = Buffer.from(message.xml, 'utf8');
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    let isConnected = false;
    const request = send(url, {
      method: 'POST',
      agent: false,
      lookup: pinned,
      signal: AbortSignal.timeout(o.timeoutMs),
      headers: {
        'Content-Type': `application/soap+xml; charset=utf-8; action="/${message.action}"`,
        'Content-Length': body.length,
        'Accept-Encoding': 'gzip, deflate',
        Connection: 'close',
      },
    });
    const ended = (error: Error): void => {
      if (error.name === 'AbortError' || error.name === 'TimeoutError')
        resolve(isConnected ? { kind: 'timeout' } : { kind: 'unreachable', reason: 'no connection in time' });
      else resolve({ kind: isConnected ? 'dropped' : 'unreachable', reason: error.message });
    };
    request.on('socket', (socket) => socket.once('connect', () => (isConnected = true)));
    request.on('error', ended);
    request.on('response', (response: IncomingMessage) => {
      readBody(response, o.maxBytes)
        .then((text) => resolve({ kind: 'answered', status: response.statusCode ?? 0, text }))
        .catch((error: unknown) => {
          ended(error instanceof Error ? error : new Error(String(error)));
          response.destroy();
        });
    });
    request.end(body);
  });
}
