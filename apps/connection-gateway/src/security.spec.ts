import { copyFileSync, writeFileSync } from 'node:fs';
import { connect as tlsConnect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { asks, AskRequest } from '@chargebus/contracts';
import { findFreePort } from '@chargebus/embedded-infra';
import { WebSocket } from 'ws';
import { Authority, pemFiles, type Pair } from './testing/certificates';
import { basicHeader, knock } from './testing/knock';
import { startGateway, until, type RunningGateway } from './testing/running-gateway';

type Admit = AskRequest<typeof asks.admit>;
const letIn = { ok: true, securityProfile: 2, strict: false, registration: 'accepted' } as const;

describe('TLS at the gateway', () => {
  let gateway: RunningGateway;
  let authority: Authority;
  let stationAuthority: Authority;
  let files: Record<'ecdsaCert' | 'ecdsaKey' | 'rsaCert' | 'rsaKey' | 'ca', string>;
  let port: number;
  let admits: Admit[] = [];
  beforeAll(async () => {
    [authority, stationAuthority] = await Promise.all([Authority.make(), Authority.make('Station Authority')]);
    const [ecdsa, rsa] = await Promise.all([
      authority.issue('CN=localhost'),
      authority.issue('CN=localhost', { rsa: true }),
    ]);
    files = pemFiles({
      ...{ ecdsaCert: ecdsa.cert, ecdsaKey: ecdsa.key, rsaCert: rsa.cert, rsaKey: rsa.key },
      ca: stationAuthority.pem,
    });
    port = await findFreePort();
    gateway = await startGateway({
      OCPP_TLS_PORT: port,
      TLS_CERT_FILES: `${files.ecdsaCert},${files.rsaCert}`,
      TLS_KEY_FILES: `${files.ecdsaKey},${files.rsaKey}`,
      TLS_CLIENT_CA_FILES: files.ca,
      TLS_RELOAD_S: 1,
    });
  });
  afterAll(() => gateway?.stop());
  beforeEach(() => {
    admits = [];
    gateway.decide.admit = (request) => {
      admits.push(request);
      return letIn;
    };
  });

  const station = (id: string, pair?: Pair, more: object = {}): Promise<Awaited<ReturnType<typeof knock>>> =>
    knock(`wss://localhost:${port}/ocpp/${id}`, {}, { ca: authority.pem, ...pair, ...more });
  const handshake = (options: ConnectionOptions): Promise<TLSSocket> =>
    new Promise((resolve, reject) => {
      const socket = tlsConnect({ host: 'localhost', port, ca: authority.pem, ...options }, () => resolve(socket));
      socket.on('error', reject);
    });

  it('TC_A_04_CSMS TC_086_CSMS serves stations that check its certificate, and tells its registry of the TLS', async () => {
    const url = `wss://localhost:${port}/ocpp/TLS`;
    const answer = await knock(url, basicHeader('TLS', 'a:b'), { ca: authority.pem });
    expect(answer.status).toBe(101);
    expect(admits).toEqual([expect.objectContaining({ stationId: 'TLS', tls: true })]);
    expect(admits[0]?.basic).toEqual({ username: 'TLS', passwordBase64: Buffer.from('a:b').toString('base64') });
    expect(admits[0]).not.toHaveProperty('certificate');
    await knock(`${gateway.url}/TLS`);
    expect(admits[1]).toMatchObject({ tls: false });
  });

  it('TC_A_06_CSMS ends the handshake of a station whose TLS is too old', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(handshake(old)).rejects.toThrow(/protocol|version/i);
    expect(admits).toEqual([]);
  });

  it.each([
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES128-GCM-SHA256',
    'AES128-GCM-SHA256',
    'AES256-GCM-SHA384',
  ])('speaks %s, with the certificate it needs', async (ciphers) => {
    const socket = await handshake({ ciphers, maxVersion: 'TLSv1.2' });
    expect(socket.getCipher().name).toBe(ciphers);
    expect(socket.getPeerX509Certificate()?.publicKey.asymmetricKeyType).toBe(ciphers.includes('ECDSA') ? 'ec' : 'rsa');
    socket.destroy();
  });

  it('speaks TLS 1.3', async () => {
    const socket = await handshake({ minVersion: 'TLSv1.3' });
    expect(socket.getProtocol()).toBe('TLSv1.3');
    socket.destroy();
  });

  it('TC_A_07_CSMS TC_087_CSMS tells its registry whose a valid client certificate is', async () => {
    const pair = await stationAuthority.issue('CN=CP-7, O=Example Energy');
    expect((await station('CP-7', pair)).status).toBe(101);
    expect(admits).toEqual([
      expect.objectContaining({
        tls: true,
        certificate: {
          commonNames: ['CP-7'],
          organizations: ['Example Energy'],
          fingerprint: expect.stringMatching(/^[0-9A-F:]{95}$/),
        },
      }),
    ]);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'TC_A_08_CSMS ends a station whose client certificate is of another authority or expired, with %s',
    async (maxVersion) => {
      const stranger = await (await Authority.make('Other')).issue('CN=CP-8');
      const expired = await stationAuthority.issue('CN=CP-8', { expired: true });
      for (const pair of [stranger, expired]) {
        await expect(station('CP-8', pair, { maxVersion })).rejects.toThrow(
          /socket hang up|disconnected|ECONNRESET|EPIPE/,
        );
      }
      expect(admits).toEqual([]);
    },
  );

  it.each([
    ['insecure-transport', 'this station connects by TLS only'],
    ['bad-certificate', 'this station needs a client certificate of its own'],
  ] as const)(
    'answers 403 to a station with less than its profile (%s), and notes it in its trace',
    async (reason, text) => {
      gateway.decide.admit = () => ({ ok: false, reason });
      expect(await knock(`${gateway.url}/LESS-${reason}`)).toMatchObject({ status: 403, text });
      const query = { tenantId: 'default', stationId: `LESS-${reason}`, limit: 5 };
      await until('its trace', async () =>
        (await gateway.messaging.readTrace(query)).entries.some(({ remarks }) =>
          remarks?.includes(`refused with HTTP 403: ${text}`),
        ),
      );
    },
  );

  it('lets nobody in without TLS by what was said of the same station with TLS, while the registry is away', async () => {
    const proof = basicHeader('AWAY', 'secret-secret');
    const url = `wss://localhost:${port}/ocpp/AWAY`;
    expect((await knock(url, proof, { ca: authority.pem })).status).toBe(101);
    gateway.decide.admit = () => undefined;
    expect((await knock(url, proof, { ca: authority.pem })).status).toBe(101);
    expect((await knock(`${gateway.url}/AWAY`, proof)).status).toBe(503);
    expect((await knock(url, basicHeader('AWAY', 'other-secret'), { ca: authority.pem })).status).toBe(503);
  });

  it('serves new certificates without a restart, and the old ones while the files do not fit', async () => {
    const fingerprint = async (): Promise<string> => {
      const socket = await handshake({ ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256', maxVersion: 'TLSv1.2' });
      const served = socket.getPeerX509Certificate()?.fingerprint256;
      socket.destroy();
      return served ?? 'none';
    };
    const before = await fingerprint();
    const link = new WebSocket(`wss://localhost:${port}/ocpp/STAYS`, ['ocpp1.6'], { ca: authority.pem });
    await new Promise((resolve) => link.once('open', resolve));
    const renewed = await authority.issue('CN=localhost');
    const aside = pemFiles({ cert: renewed.cert, key: renewed.key });
    copyFileSync(aside.cert, files.ecdsaCert);
    process.emit('SIGHUP');
    expect(await fingerprint()).toBe(before);
    copyFileSync(aside.key, files.ecdsaKey);
    process.emit('SIGHUP');
    const after = await fingerprint();
    expect(after).not.toBe(before);
    const third = await authority.issue('CN=localhost');
    writeFileSync(files.ecdsaKey, third.key);
    writeFileSync(files.ecdsaCert, third.cert);
    await until('the third certificate, unasked', async () => ![before, after].includes(await fingerprint()));
    expect(link.readyState).toBe(WebSocket.OPEN);
    link.terminate();
  });
});

describe('TLS at a trusted proxy', () => {
  let gateway: RunningGateway;
  let authority: Authority;
  let admits: Admit[] = [];
  beforeAll(async () => {
    authority = await Authority.make();
    gateway = await startGateway({
      TRUSTED_PROXIES: '127.0.0.1',
      CLIENT_CERT_HEADER: 'Client-Cert',
      TLS_CLIENT_CA_FILES: pemFiles({ ca: authority.pem }).ca,
    });
    gateway.decide.admit = (request) => {
      admits.push(request);
      return letIn;
    };
  });
  afterAll(() => gateway?.stop());
  beforeEach(() => (admits = []));
  const forwarded = (pem: string): Record<string, string> => ({
    'X-Forwarded-Proto': 'https',
    'Client-Cert': encodeURIComponent(pem),
  });

  it('takes the certificate that the proxy forwards', async () => {
    const { cert } = await authority.issue('CN=CP-9, O=Example Energy');
    expect((await knock(`${gateway.url}/CP-9`, forwarded(cert))).status).toBe(101);
    expect(admits[0]).toMatchObject({ tls: true, certificate: { commonNames: ['CP-9'] } });
  });

  it('checks it once more, and refuses what is of no known authority, expired or unreadable', async () => {
    const stranger = (await (await Authority.make()).issue('CN=CP-9')).cert;
    const expired = (await authority.issue('CN=CP-9', { expired: true })).cert;
    for (const pem of [stranger, expired, 'nonsense']) {
      expect((await knock(`${gateway.url}/CP-9`, forwarded(pem))).status).toBe(403);
    }
    expect(admits).toEqual([]);
  });

  it('takes no certificate without TLS before the proxy', async () => {
    const { cert } = await authority.issue('CN=CP-9');
    await knock(`${gateway.url}/CP-9`, { 'Client-Cert': encodeURIComponent(cert) });
    expect(admits[0]).toMatchObject({ tls: false });
    expect(admits[0]).not.toHaveProperty('certificate');
  });
});

describe('headers of anybody but a trusted proxy', () => {
  it('count for nothing', async () => {
    const gateway = await startGateway({ CLIENT_CERT_HEADER: 'Client-Cert' });
    try {
      const admits: Admit[] = [];
      gateway.decide.admit = (request) => {
        admits.push(request);
        return letIn;
      };
      const { cert } = await (await Authority.make()).issue('CN=CP-9');
      const claims = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.9' };
      await knock(`${gateway.url}/CP-9`, { ...claims, 'Client-Cert': encodeURIComponent(cert) });
      expect(admits[0]).toMatchObject({ tls: false, remoteAddress: '127.0.0.1' });
      expect(admits[0]).not.toHaveProperty('certificate');
    } finally {
      await gateway.stop();
    }
  });
});
