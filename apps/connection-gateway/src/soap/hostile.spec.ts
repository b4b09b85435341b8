import { Agent, request } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { startGateway, type RunningGateway } from '../testing/running-gateway';
import { soapUrl } from '../testing/soap-post';

const CS15 = 'urn://Ocpp/Cs/2012/06/';
/** As many as a slow machine answers in some seconds; more by HOSTILE_REQUESTS, which shows slower leaks. */
const REQUESTS = Number(process.env['HOSTILE_REQUESTS'] ?? 600);
const AT_ONCE = 16;
const MOST_GROWTH_BYTES = 12e6;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const envelope = (header: string, message: string): string =>
  '<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope">' +
  `<S:Header>${header}</S:Header><S:Body>${message}</S:Body></S:Envelope>`;
const identity = (id: string): string => `<chargeBoxIdentity xmlns="${CS15}">${id}</chargeBoxIdentity>`;
const heartbeat = `<heartbeatRequest xmlns="${CS15}"/>`;
const zipBomb = gzipSync(Buffer.alloc(20_000_000));
const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');

type Hostile = { body: string | Buffer; headers?: Record<string, string>; status: number };
/** Each other in its identity, its names, its text: nothing that is remembered of one serves for the next. */
const ATTACKS: ((n: number) => Hostile)[] = [
  (n) => ({ body: `<!DOCTYPE a [<!ENTITY l0 "${n}">${laughs}]><a>&l9;</a>`, status: 400 }),
  (n) => ({ body: `<a${n}>`.repeat(5_000), status: 400 }),
  (n) => ({ body: 'x'.repeat(262_145 + (n % 7)), status: 413 }),
  () => ({ body: zipBomb, headers: { 'Content-Encoding': 'gzip' }, status: 413 }),
  (n) => ({ body: envelope(identity(`H${n}`), `<heartbeatRequest xmlns="urn://${n}/"/>`), status: 400 }),
  (n) => ({ body: envelope('', `<heartbeatRequest xmlns="${CS15}" n="${n}"/>`), status: 400 }),
  (n) => ({ body: envelope(identity(`${n}-`.padEnd(200, 'x')), heartbeat), status: 400 }),
  (n) => ({
    body: envelope(identity(`H${n}`), heartbeat),
    headers: { Authorization: `Basic ${Buffer.from(`other${n}:p`).toString('base64')}` },
    status: 400,
  }),
  (n) => ({ body: envelope(identity(`H${n}`), heartbeat), status: 400 }),
  (n) => ({ body: `<a>&#x${n};&b${n};</a`, status: 400 }),
];

/** Most of them are nobody's station: the registry refuses all. */
describe('a storm of hostile requests', () => {
  let gateway: RunningGateway;
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  beforeAll(async () => {
    gateway = await startGateway({ SOAP: 'open' });
    gateway.decide.admit = () => ({ ok: false, reason: 'unknown-station' });
  });
  afterAll(async () => {
    agent.destroy();
    await gateway.stop();
  });

  const post = (hostile: Hostile): Promise<number> =>
    new Promise((resolve, reject) => {
      const { body, headers } = hostile;
      const url = soapUrl(gateway);
      const posted = request(url, { method: 'POST', agent, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
      // The gateway may end a connection that was idle at the moment it is used again: any client asks anew then.
      posted.on('error', (error: NodeJS.ErrnoException) =>
        posted.reusedSocket && error.code === 'ECONNRESET' ? resolve(post(hostile)) : reject(error),
      );
      posted.end(body);
    });
  let sent = 0;
  const storm = async (count: number): Promise<void> => {
    const end = sent + count;
    const attacker = async (): Promise<void> => {
      while (sent < end) {
        const n = sent++;
        const hostile = ATTACKS[n % ATTACKS.length]!(n);
        const status = await post(hostile).catch((error: Error) => error.message);
        if (status !== hostile.status) throw new Error(`attack ${n % ATTACKS.length} was answered with ${status}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, attacker));
  };
  const heapBytes = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };

  it('is refused one by one, leaves no memory behind and nothing in the log, and stations are heard after it', async () => {
    await storm(REQUESTS / 4);
    const before = heapBytes();
    await storm(REQUESTS);
    const grown = heapBytes() - before;
    expect(grown).toBeLessThan(MOST_GROWTH_BYTES);
    gateway.decide.admit = () => ({ ok: true, securityProfile: 0, strict: false, registration: 'accepted' });
    expect(await post({ body: envelope(identity('GOOD'), heartbeat), status: 200 })).toBe(200);
    const events = await gateway.logged();
    expect(new Set(events.map(({ stationId }) => stationId))).toEqual(new Set(['GOOD']));
  });
});
