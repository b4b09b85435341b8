import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SimulatedStation } from './simulated-station';

it('tries again when its upgrade is refused, and counts each refusal', async () => {
  const server = createServer();
  let asked = 0;
  const askedThrice = new Promise<void>((resolve) => {
    server.on('upgrade', (_request, socket) => {
      socket.on('error', () => undefined); // the station hangs up on a refusal
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbusy');
      if (++asked === 3) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const station = new SimulatedStation({
    url: `ws://127.0.0.1:${port}/ocpp`,
    id: 'REFUSED',
    reconnectMinMs: 10,
    reconnectMaxMs: 50,
    seed: 1,
  });
  void station.start();
  await askedThrice;
  await station.stop();
  expect(station.counters.refusedConnects).toBeGreaterThanOrEqual(2);
  server.close();
  server.closeAllConnections();
});
