import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { findFreePort } from '@chargebus/embedded-infra';
import { postCall, type Posted } from './post-call';

describe('a call that is posted to a station', () => {
  let server: Server;
  let answer: RequestListener;
  let port: number;
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  const call = (to = port, timeoutMs = 5_000): Promise<Posted> => {
    // Whatever this name means by now: the address that was judged is called.
    const url = new URL(`http://station.invalid:${to}/cp`);
    const message = { action: 'ClearCache', xml: '<x/>' };
    return postCall({ url, address: '127.0.0.1' }, message, { timeoutMs, maxBytes: 10_000 });
  };

  it('goes to the address that was judged, though its name cannot even be looked up', async () => {
    answer = (request, response) =>
      response.end(JSON.stringify([request.headers.host, request.headers['content-type']]));
    const posted = await call();
    expect(posted).toMatchObject({ kind: 'answered', status: 200 });
    expect(JSON.parse((posted as { text: string }).text)).toEqual([
      `station.invalid:${port}`,
      'application/soap+xml; charset=utf-8; action="/ClearCache"',
    ]);
  });

  it.each([
    ['gzip', gzipSync('<answer/>')],
    ['deflate', deflateSync('<answer/>')],
  ])('may be answered in %s', async (encoding, body) => {
    answer = (request, response) => {
      const isTaken = request.headers['accept-encoding']?.includes(encoding) === true;
      response.writeHead(isTaken ? 200 : 406, { 'Content-Encoding': encoding }).end(body);
    };
    expect(await call()).toEqual({ kind: 'answered', status: 200, text: '<answer/>' });
  });

  it('takes a redirect for an answer', async () => {
    answer = (_request, response) => response.writeHead(307, { Location: 'http://169.254.169.254/' }).end('elsewhere');
    expect(await call()).toEqual({ kind: 'answered', status: 307, text: 'elsewhere' });
  });

  it('tells an answer that does not come, or has no end, from a station that was never reached', async () => {
    answer = () => undefined;
    expect(await call(port, 200)).toEqual({ kind: 'timeout' });
    answer = (_request, response) => response.end(Buffer.alloc(10_001));
    expect(await call()).toMatchObject({ kind: 'dropped', reason: expect.stringContaining('10000 bytes') as string });
    answer = (_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1e6)));
    expect(await call()).toMatchObject({ kind: 'dropped' });
    answer = (request) => request.socket.destroy();
    expect(await call()).toMatchObject({ kind: 'dropped' });
    expect(await call(await findFreePort())).toMatchObject({ kind: 'unreachable' });
  });
});
