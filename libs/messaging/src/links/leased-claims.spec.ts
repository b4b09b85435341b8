import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import { closeConnections, connectTo } from '../testing/connections';
import { TcpProxy } from '../testing/tcp-proxy';
import { until } from '../testing/until';
import { LeasedClaims } from './leased-claims';

const LEASE_MS = 1_000;
const STATION = ['default', 'SOAP 1'] as const;

describe('claims of stations without a socket', () => {
  let server: EmbeddedServer;
  let proxy: TcpProxy;
  let one: LeasedClaims;
  let two: LeasedClaims;
  let lost: string[];

  beforeEach(async () => {
    server = await testNats();
    proxy = await TcpProxy.start(server.url);
    const [first, second] = [await connectTo(proxy.url), await connectTo(server.url)];
    await second.ensureStreams();
    one = new LeasedClaims({ messaging: first, gatewayId: 'gw-1', leaseMs: LEASE_MS });
    two = new LeasedClaims({ messaging: second, gatewayId: 'gw-2', leaseMs: 5 * LEASE_MS });
    lost = [];
    one.onLost((tenant, station) => void lost.push(`${tenant}/${station}`));
  });

  afterEach(async () => {
    one.stop();
    two.stop();
    await closeConnections();
    await proxy.stop();
    await server.stop();
  });

  const passed = async (ms: number) => {
    const since = performance.now();
    await until(() => performance.now() - since > ms, 'the time has passed');
  };

  it('rule 20: one gateway holds a station, for as long as it lives', async () => {
    const results = await Promise.all([one, two, one, two].map((claims) => claims.tryHold(...STATION)));
    expect(new Set([results[0], results[1]])).toEqual(new Set([true, false]));
    const [holder, other] = results[0] ? [one, two] : [two, one];
    await passed(3 * LEASE_MS);
    expect(holder.holds(...STATION)).toBe(true);
    await expect(other.tryHold(...STATION)).resolves.toBe(false);
    await expect(other.findHolder(...STATION)).resolves.toBe(holder === one ? 'gw-1' : 'gw-2');
  });

  it('rule 20: another gateway takes over a lease after the holder died, and not before', async () => {
    await one.tryHold(...STATION);
    one.stop();
    const diedAt = performance.now();
    await until(() => two.tryHold(...STATION), 'the other gateway holds the station');
    expect(performance.now() - diedAt).toBeGreaterThan(0.6 * LEASE_MS);
    await expect(two.findHolder(...STATION)).resolves.toBe('gw-2');
  });

  it('rule 20: a holder that cannot reach NATS knows that it lost the station before another can have it', async () => {
    await one.tryHold(...STATION);
    proxy.cut();
    let both = 0;
    await until(async () => {
      const taken = await two.tryHold(...STATION);
      if (taken && one.holds(...STATION)) both++;
      return taken;
    }, 'the other gateway holds the station');
    expect(both).toBe(0);
    expect(one.holds(...STATION)).toBe(false);
    proxy.open();
    await until(() => lost.length > 0, 'the loss is told');
    expect(lost).toEqual(['default/SOAP 1']);
    await expect(one.tryHold(...STATION)).resolves.toBe(false);
  });

  it('rule 20: a station that is let go can be taken at once', async () => {
    await one.tryHold(...STATION);
    await one.release(...STATION);
    expect(one.holds(...STATION)).toBe(false);
    await expect(two.findHolder(...STATION)).resolves.toBeUndefined();
    await expect(two.tryHold(...STATION)).resolves.toBe(true);
    expect(lost).toEqual([]);
  });

  it('rule 20: a write whose ack was lost does not cost the claim', async () => {
    await one.tryHold('default', 'other');
    proxy.muteServer = true;
    const attempt = one.tryHold(...STATION).catch(() => 'no ack');
    await until(async () => (await two.findHolder(...STATION)) === 'gw-1', 'the write is stored');
    proxy.cut();
    proxy.muteServer = false;
    proxy.open();
    await until(() => one.tryHold(...STATION).catch(() => false), 'the claim is found again');
    expect(await two.tryHold(...STATION)).toBe(false);
    await attempt;
  });
});
