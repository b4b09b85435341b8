import { asks } from '@chargebus/contracts';
import { WebSocket } from 'ws';
import { basicHeader, knock, RawSocket, type Knocked } from './testing/knock';
import { PlainStation, startGateway, until, type RunningGateway } from './testing/running-gateway';

const letIn = { ok: true, securityProfile: 0, strict: false, registration: 'accepted' } as const;

/** Plays a registry that takes its time for each admission, in ms or until that has come; counts how many it has at once. */
function slowRegistry(gateway: RunningGateway, takes: number | Promise<void>): { most: number; asked: number } {
  const seen = { most: 0, asked: 0 };
  let now = 0;
  gateway.decide.admit = () => undefined;
  gateway.messaging.nc.subscribe(asks.admit.subject, {
    callback: (_error, message) => {
      seen.asked++;
      seen.most = Math.max(seen.most, ++now);
      const { id } = message.json<{ id: string }>();
      const decided = typeof takes === 'number' ? new Promise<void>((resolve) => setTimeout(resolve, takes)) : takes;
      void decided.then(() => {
        now--;
        message.respond(JSON.stringify({ response: letIn, isDisposed: true, id }));
      });
    },
  });
  return seen;
}

describe('a reconnect storm', () => {
  // How long it takes is for `npm run bench -- --only storm` to say: here other tests share the machine.
  it('of 2,000 stations at once is let in as a whole, without a refusal', async () => {
    const gateway = await startGateway({
      ADMIT_DEADLINE_MS: 60_000,
      HANDSHAKE_TIMEOUT_MS: 60_000,
      ADMISSION_WAIT_MS: 60_000,
    });
    const registry = slowRegistry(gateway, 20);
    const sockets: WebSocket[] = [];
    try {
      await gateway.messaging.nc.flush();
      const opened = Array.from({ length: 2_000 }, (_, i) => {
        const socket = new WebSocket(`${gateway.url}/STORM-${i}`, ['ocpp1.6'], { perMessageDeflate: false });
        sockets.push(socket);
        return new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
      });
      const results = await Promise.allSettled(opened);
      expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(registry.asked).toBe(2_000);
      expect(registry.most).toBeLessThanOrEqual(200);
    } finally {
      for (const socket of sockets) socket.terminate();
      await gateway.stop();
    }
  });

  it('beyond what may wait is told to come again, each at another time, and the rest is let in', async () => {
    const limits = { ADMISSIONS_AT_ONCE: 2, ADMISSION_QUEUE: 10, RETRY_AFTER_S: 100 };
    const gateway = await startGateway({ ADMIT_DEADLINE_MS: 60_000, ADMISSION_WAIT_MS: 60_000, ...limits });
    let decide: () => void = () => undefined;
    const registry = slowRegistry(gateway, new Promise((resolve) => (decide = resolve)));
    try {
      await gateway.messaging.nc.flush();
      const answers: Knocked[] = [];
      const knocks = Array.from({ length: 40 }, async (_, i) => answers.push(await knock(`${gateway.url}/OVER-${i}`)));
      await until('the refusals', () => answers.length >= 28);
      const refused = [...answers];
      expect(refused.map(({ status }) => status)).toEqual(Array.from({ length: 28 }, () => 503));
      decide();
      await Promise.all(knocks);
      expect(answers.slice(28).map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 101));
      expect(registry.most).toBe(2);
      const times = refused.map(({ headers }) => Number(headers['retry-after']));
      expect(Math.min(...times)).toBeGreaterThanOrEqual(100);
      expect(Math.max(...times)).toBeLessThanOrEqual(200);
      expect(new Set(times).size).toBeGreaterThan(5);
    } finally {
      await gateway.stop();
    }
  });

  it('while the registry is away lets known stations in at once, and notices when it is back', async () => {
    const gateway = await startGateway({ ADMIT_DEADLINE_MS: 2_000, ADMISSIONS_AT_ONCE: 4 });
    try {
      const ids = Array.from({ length: 200 }, (_, i) => `KNOWN-${i}`);
      const knockAll = (): Promise<Knocked[]> => Promise.all(ids.map((id) => knock(`${gateway.url}/${id}`)));
      await knockAll();
      const { admit } = gateway.decide;
      gateway.decide.admit = () => undefined;
      const since = performance.now();
      expect((await knockAll()).map(({ status }) => status)).toEqual(ids.map(() => 101));
      // One after the other, four at a time, they would have waited 100 s for a registry that does not answer.
      expect(performance.now() - since).toBeLessThan(50_000);
      expect((await knock(`${gateway.url}/STRANGER`)).status).toBe(503);
      gateway.decide.admit = admit;
      await until('the stranger', async () => (await knock(`${gateway.url}/STRANGER`)).status === 101);
    } finally {
      await gateway.stop();
    }
  });
});

describe('a flood', () => {
  let gateway: RunningGateway;
  beforeAll(async () => {
    gateway = await startGateway({
      ...{ HANDSHAKE_TIMEOUT_MS: 2_000, MAX_HEADER_BYTES: 4_096, MAX_PENDING_PER_ADDRESS: 20 },
      ...{ STATION_BURST: 10, STATION_RATE: 1, ADDRESS_BURST: 200, ADDRESS_RATE: 1, TRUSTED_PROXIES: '127.0.0.1' },
    });
  });
  afterAll(() => gateway?.stop());
  const from = (address: string): Record<string, string> => ({ 'X-Forwarded-For': address });
  /** One more may come each second: on a busy machine a flood takes some. */
  const secondsSince = (begun: number): number => Math.ceil((performance.now() - begun) / 1_000);

  it('of headers that never end is cut off, whether they are slow or not sent at all', async () => {
    const [slow, still] = await Promise.all([RawSocket.open(gateway.url), RawSocket.open(gateway.url)]);
    slow.socket.write('GET /ocpp/SLOW HTTP/1.1\r\nHost: gateway\r\n');
    const drip = setInterval(() => slow.socket.write('X-A: b\r\n'), 100);
    await until('the end of both', () => slow.closedAt && still.closedAt);
    clearInterval(drip);
    expect(slow.text).toContain('408');
  });

  it('of headers that are too long is answered with 431', async () => {
    const answer = await knock(`${gateway.url}/LONG`, { 'X-Long': 'x'.repeat(5_000) });
    expect(answer.status).toBe(431);
  });

  it('of attempts by one identity is answered with 429 and the time to wait; others are not affected', async () => {
    const since = performance.now();
    const attempts: Knocked[] = [];
    while (attempts.length < 100 && attempts.at(-1)?.status !== 429)
      attempts.push(await knock(`${gateway.url}/EAGER`, from('198.51.100.1')));
    expect(attempts.length).toBeGreaterThan(10);
    expect(attempts.length - 1).toBeLessThanOrEqual(10 + secondsSince(since));
    expect(attempts.at(-1)?.status).toBe(429);
    expect(Number(attempts.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await knock(`${gateway.url}/CALM`, from('198.51.100.1'))).status).toBe(101);
    expect((await knock(`${gateway.url}/EAGER`, from('198.51.100.2'))).status).toBe(101);
  });

  it('of wrong passwords is over after ten, and does not lock out the station itself', async () => {
    const { admit } = gateway.decide;
    gateway.decide.admit = ({ basic }) =>
      basic?.passwordBase64 === Buffer.from('right').toString('base64')
        ? letIn
        : { ok: false, reason: 'bad-credentials' };
    const guess = (password: string, address: string): Promise<number> =>
      knock(`${gateway.url}/GUESSED`, { ...basicHeader('GUESSED', password), ...from(address) }).then(
        ({ status }) => status,
      );
    const statuses: number[] = [];
    for (let i = 0; i < 12; i++) statuses.push(await guess(`wrong ${i}`, '203.0.113.1'));
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    expect(statuses.at(-1)).toBe(429);
    expect(await guess('right', '203.0.113.2')).toBe(101);
    gateway.decide.admit = admit;
  });

  it('of attempts from one address is answered with 429; other addresses are not affected', async () => {
    const since = performance.now();
    const many = Array.from({ length: 260 }, (_, i) => knock(`${gateway.url}/MANY-${i}`, from('192.0.2.1')));
    const statuses = (await Promise.all(many)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 101).length).toBeLessThanOrEqual(200 + secondsSince(since));
    expect(statuses).toContain(429);
    expect((await knock(`${gateway.url}/MANY-1`, from('192.0.2.2'))).status).toBe(101);
  });

  it('of refused peers that do not hang up leaves no socket behind', async () => {
    const peer = await RawSocket.open(gateway.url);
    peer.upgrade('/nowhere/at/all');
    await until('the refusal', () => peer.text.includes('404'));
    await until('the end', () => peer.closedAt);
    // The peer keeps its side open: writing on shows that the gateway's socket is gone for good.
    await until('the reset', () => {
      if (!peer.socket.destroyed) peer.socket.write('more');
      return peer.socket.destroyed;
    });
  });
});

describe('sockets that never become a station', () => {
  it('are bounded for each address; what is connected goes on', async () => {
    const gateway = await startGateway({ MAX_PENDING_PER_ADDRESS: 20, HANDSHAKE_TIMEOUT_MS: 60_000 });
    const idle: RawSocket[] = [];
    try {
      const station = await PlainStation.connect(`${gateway.url}/BESIDE`);
      for (let i = 0; i < 30; i++) idle.push(await RawSocket.open(gateway.url));
      await until('the end of what is too much', () => idle.filter(({ closedAt }) => closedAt).length === 10);
      expect((await station.ask('Heartbeat', {}))[0]).toBe(3);
      await expect(PlainStation.connect(`${gateway.url}/NO-ROOM`)).rejects.toThrow();
      idle.pop()?.socket.destroy();
      idle[0]?.socket.destroy();
      const next = await until('room again', () => PlainStation.connect(`${gateway.url}/ROOM`).catch(() => undefined));
      next.socket.terminate();
      station.socket.terminate();
    } finally {
      for (const { socket } of idle) socket.destroy();
      await gateway.stop();
    }
  });
});
