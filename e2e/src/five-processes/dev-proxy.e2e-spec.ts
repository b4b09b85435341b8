import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findFreePort } from '@chargebus/embedded-infra';
import { ServiceProcess } from '../support/service-process';
import { until } from '../support/until';

/** The command as people run it, in front of servers that only say who they are. */
describe('the dev proxy', () => {
  const replicas: Server[] = [];
  let proxy: ServiceProcess;
  let gone: string;
  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    replicas.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const named = (name: string) =>
    serve((request, response) => {
      const body: Buffer[] = [];
      request.on('data', (data: Buffer) => body.push(data));
      request.on('end', () => {
        const { method, url, headers } = request;
        response.writeHead(request.method === 'POST' ? 201 : 200, {
          'content-type': 'application/json',
          'x-name': name,
        });
        response.end(
          JSON.stringify({ name, method, url, token: headers.authorization, body: String(Buffer.concat(body)) }),
        );
      });
    });

  beforeAll(async () => {
    gone = `http://127.0.0.1:${await findFreePort()}`;
    const [one, two, registry] = [await named('one'), await named('two'), await named('registry')];
    const broken = await serve((request) => request.socket.destroy());
    const apiPort = await findFreePort();
    const targets = [
      '--sessions',
      `${one},${gone},${two}`,
      '--registry',
      registry,
      '--billing',
      gone,
      '--firmware',
      broken,
    ];
    proxy = new ServiceProcess({
      title: 'dev-proxy',
      args: ['scripts/dev-proxy.mjs', '--port', String(apiPort), ...targets],
      env: {},
      apiPort,
    });
    proxy.start();
    await until('the proxy to answer', () => proxy.answers());
  });
  afterAll(async () => {
    expect(await proxy?.stop()).toBe(0);
    for (const replica of replicas) replica.close();
  });
  const ask = (path: string, init: RequestInit = {}) => fetch(`${proxy.url}${path}`, init);

  it('hands a call with its body and headers to the service that the path belongs to', async () => {
    const answer = await ask('/api/v1/stations/CP%201/commands?waitS=3', {
      method: 'POST',
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
      body: '{"type":"clear-cache"}',
    });
    expect([answer.status, answer.headers.get('x-name')]).toEqual([201, 'registry']);
    expect(await answer.json()).toEqual({
      name: 'registry',
      method: 'POST',
      url: '/api/v1/stations/CP%201/commands?waitS=3',
      token: 'Bearer secret',
      body: '{"type":"clear-cache"}',
    });
  });

  it('takes replicas in turn and passes over one that refuses connections, bodies included', async () => {
    const names: string[] = [];
    for (let n = 0; n < 12; n++) {
      const answer = await ask('/api/v1/sessions', { method: 'POST', body: `order ${n}` });
      const { name, body } = (await answer.json()) as { name: string; body: string };
      expect([answer.status, body]).toEqual([201, `order ${n}`]);
      names.push(name);
    }
    expect(names.filter((name) => name === 'one')).toHaveLength(4);
    expect(names.filter((name) => name === 'two')).toHaveLength(8);
  });

  it('says 503 when no replica can be reached, and 502 when one may have done what it was asked', async () => {
    const unreached = await ask('/api/v1/bills');
    expect([unreached.status, unreached.headers.get('retry-after')]).toEqual([503, '2']);
    expect(unreached.headers.get('content-type')).toBe('application/problem+json');
    const broken = await ask('/api/v1/firmware/images', { method: 'POST', body: 'an image' });
    expect([broken.status, broken.headers.get('content-type')]).toEqual([502, 'application/problem+json']);
  });

  it('says 404 to a path of no service', async () => {
    for (const path of ['/', '/api/v1', '/api/v1/toString', '/api/v2/stations']) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    }
  });

  it('is alive, and ready only when every service has a replica that is', async () => {
    expect((await ask('/health/live')).status).toBe(200);
    const ready = await ask('/health/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      checks: expect.arrayContaining([
        { name: 'sessions', state: 'up' },
        { name: 'billing', state: 'down' },
      ]),
    });
  });
});
