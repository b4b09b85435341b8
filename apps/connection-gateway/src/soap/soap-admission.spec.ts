import type { asks, AskRequest } from '@chargebus/contracts';
import { findFreePort } from '@chargebus/embedded-infra';
import { Authority, pemFiles, type Pair } from '../testing/certificates';
import { basicHeader } from '../testing/knock';
import { startGateway, until, type RunningGateway } from '../testing/running-gateway';
import { envelope, faultOf, heartbeat, post, soapUrl, type SoapAnswer } from '../testing/soap-post';

type Admit = AskRequest<typeof asks.admit>;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const SECURITY = ['Sender', 'SecurityError'];

/** Plays the registry: `P3 ...` has security profile 3, all the others a password, `pw`, if they come with one. */
const played: RunningGateway['decide']['admit'] = ({ stationId, basic, tls = false, certificate }) => {
  const admitted = (securityProfile: number) =>
    ({ ok: true, securityProfile, strict: false, registration: 'accepted' }) as const;
  if (stationId.startsWith('P3')) {
    if (!tls) return { ok: false, reason: 'insecure-transport' };
    return certificate?.commonNames.includes(stationId) ? admitted(3) : { ok: false, reason: 'bad-certificate' };
  }
  if (basic && basic.passwordBase64 !== base64('pw')) return { ok: false, reason: 'bad-credentials' };
  return admitted(basic ? 1 : 0);
};

describe('who posts, where SOAP is on', () => {
  let authority: Authority;
  let stations: Authority;
  let gateway: RunningGateway;
  let secure: string;
  let url: string;
  let asked: Admit[];
  let own: { allowedAddresses?: string[] };
  beforeAll(async () => {
    [authority, stations] = await Promise.all([Authority.make(), Authority.make('Station Authority')]);
    const { cert, key } = await authority.issue('CN=localhost');
    const files = pemFiles({ cert, key, ca: stations.pem });
    const port = await findFreePort();
    gateway = await startGateway({
      ...{ SOAP: 'on', OCPP_TLS_PORT: port, STATION_BURST: 20, STATION_RATE: 1 },
      ...{ TLS_CERT_FILES: files.cert, TLS_KEY_FILES: files.key, TLS_CLIENT_CA_FILES: files.ca },
    });
    [url, secure] = [soapUrl(gateway), `https://localhost:${port}/soap`];
  });
  afterAll(() => gateway.stop());
  beforeEach(() => {
    [asked, own] = [[], {}];
    gateway.decide.admit = (request) => {
      asked.push(request);
      const reply = played(request);
      return reply?.ok ? { ...reply, ...own } : reply;
    };
  });

  const told = (answer: SoapAnswer) => [answer.status, faultOf(answer)];
  const traced = (stationId: string, remark: string) =>
    until(`"${remark}" in the trace`, async () =>
      (await gateway.traced(stationId)).some(({ remarks }) => remarks?.some((one) => one.endsWith(remark))),
    );
  const postSecurely = (stationId: string, pair?: Pair): Promise<SoapAnswer> =>
    post(secure, envelope(stationId, heartbeat), {}, { ca: authority.pem, ...pair });

  it('proves it by Basic, or by the same password as a secret path', async () => {
    const xml = envelope('SOAP 7', heartbeat);
    expect(told(await post(url, xml))).toEqual([400, SECURITY]);
    const wrong = await post(url, xml, basicHeader('SOAP 7', 'no'));
    expect([...told(wrong), wrong.headers['www-authenticate']]).toEqual([401, SECURITY, 'Basic realm="OCPP"']);
    expect(await post(url, xml, basicHeader('SOAP 7', 'pw'))).toMatchObject({ status: 200 });
    expect(told(await post(`${url}/default/no`, xml))).toEqual([401, SECURITY]);
    expect(await post(`${url}/default/pw`, xml)).toMatchObject({ status: 200 });
    // What was found out holds for a while: the registry is not asked for each message.
    const before = asked.length;
    expect(await post(`${url}/default/pw`, xml)).toMatchObject({ status: 200 });
    expect(asked.length).toBe(before);
    expect(told(await post(url, xml, basicHeader('SOAP 8', 'pw')))).toEqual([400, ['Sender', 'IdentityMismatch']]);
    await traced('SOAP 7', 'this station has to prove who it is: by a password, a certificate or an allowed address');
    await traced('SOAP 7', 'HTTP 401, SecurityError: bad credentials');
    await traced('SOAP 7', 'the credentials are of another station than chargeBoxIdentity');
  });

  it('guesses a password ten times at most', async () => {
    const statuses: number[] = [];
    while (statuses.length < 20 && statuses.at(-1) !== 429) {
      const answer = await post(url, envelope('SOAP 9', heartbeat), basicHeader('SOAP 9', `no ${statuses.length}`));
      statuses.push(answer.status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(statuses.length).toBeLessThanOrEqual(11);
    expect((await post(url, envelope('SOAP 9', heartbeat), basicHeader('SOAP 9', 'pw'))).status).toBe(429);
  });

  it('posts from where its operator allows, which is proof enough; elsewhere it is refused, with its password too', async () => {
    own = { allowedAddresses: ['127.0.0.1'] };
    expect(await post(url, envelope('SOAP 10', heartbeat))).toMatchObject({ status: 200 });
    own = { allowedAddresses: ['10.0.0.0/8', '192.0.2.1'] };
    expect(told(await post(`${url}/default/pw`, envelope('SOAP 11', heartbeat)))).toEqual([400, SECURITY]);
    await traced('SOAP 11', 'this station may not post from 127.0.0.1');
  });

  it('proves it by its client certificate, and by that of nobody else, where it has security profile 3', async () => {
    const [mine, others] = await Promise.all([stations.issue('CN=P3 A, O=Example'), stations.issue('CN=P3 B')]);
    expect(told(await postSecurely('P3 A'))).toEqual([400, SECURITY]);
    expect(told(await postSecurely('P3 A', others))).toEqual([400, SECURITY]);
    expect(told(await post(url, envelope('P3 A', heartbeat), basicHeader('P3 A', 'pw')))).toEqual([400, SECURITY]);
    expect((await gateway.logged()).filter(({ stationId }) => stationId === 'P3 A')).toEqual([]);
    await traced('P3 A', 'this station needs a client certificate of its own');
    await traced('P3 A', 'this station connects by TLS only');

    expect(await postSecurely('P3 A', mine)).toMatchObject({ status: 200 });
    const proof = { commonNames: ['P3 A'], organizations: ['Example'], fingerprint: expect.any(String) as string };
    expect(asked.at(-1)).toMatchObject({ transport: 'soap', tls: true, certificate: proof });
    const [connected] = (await gateway.logged()).filter(({ stationId }) => stationId === 'P3 A');
    expect(connected).toMatchObject({ kind: 'station.connected', data: { securityProfile: 3 } });
    // It was let in a moment ago; without its certificate it is nobody all the same.
    expect(told(await postSecurely('P3 A'))).toEqual([400, SECURITY]);
  });

  it('is not heard at all with a certificate of another authority, or an expired one', async () => {
    const stranger = await authority.issue('CN=P3 C');
    const expired = await stations.issue('CN=P3 C', { expired: true });
    for (const pair of [stranger, expired])
      await expect(postSecurely('P3 C', pair)).rejects.toThrow(/hang up|ECONN|EPIPE/);
    expect(asked).toEqual([]);
    expect(await gateway.metric('chargebus_gateway_upgrades_refused_total', { reason: 'bad-certificate' })).toBe(2);
  });

  it('shows its certificate to a trusted proxy, whose word is checked once more', async () => {
    const proxied = await startGateway(
      {
        ...{ SOAP: 'on', TRUSTED_PROXIES: '127.0.0.1', CLIENT_CERT_HEADER: 'Client-Cert' },
        TLS_CLIENT_CA_FILES: pemFiles({ ca: stations.pem }).ca,
      },
      { beside: gateway },
    );
    try {
      const forwarded = (pem: string) => ({ 'X-Forwarded-Proto': 'https', 'Client-Cert': encodeURIComponent(pem) });
      const knock = (pem: string) => post(soapUrl(proxied), envelope('P3 D', heartbeat), forwarded(pem));
      const stranger = await knock((await authority.issue('CN=P3 D')).cert);
      expect(told(stranger)).toEqual([400, SECURITY]);
      expect(stranger.text).toContain('the client certificate is of no known authority');
      expect(asked).toEqual([]);
      expect(await knock((await stations.issue('CN=P3 D')).cert)).toMatchObject({ status: 200 });
    } finally {
      await proxied.stop();
    }
  });

  it('finds nothing under /soap where it is off', async () => {
    const off = await startGateway({}, { beside: gateway });
    expect((await post(soapUrl(off), envelope('X', heartbeat))).status).toBe(426);
    await off.stop();
  });
});
