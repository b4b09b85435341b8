import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { portFault } from '../config/port-fault';
import { unavailable } from '../problems/problem';
import type { Health } from '../health/health';

export interface WaitingRoom {
  /** The port it listens on, which the app takes over. */
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Holds the API's port while NATS and PostgreSQL are waited for: alive, not ready, everything else 503. So an
 * orchestrator does not restart a process that only waits, and a port in use is found out first.
 * @throws ConfigError naming API_PORT when the port cannot be had
 */
export async function openWaitingRoom(host: string, port: number, health: Health): Promise<WaitingRoom> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?', 1)[0];
    const answer = (status: number, type: string, body: object, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': type, connection: 'close', ...headers }).end(JSON.stringify(body));
    };
    if (path === '/health/live') return answer(200, 'application/json', { status: 'live' });
    if (path === '/health/ready') {
      void health.ready().then(({ checks }) => answer(503, 'application/json', { status: 'not-ready', checks }));
      return;
    }
    const problem = unavailable('This service is starting.');
    answer(503, 'application/problem+json', problem.body(path), problem.headers);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portFault(error, 'API_PORT', port)));
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
