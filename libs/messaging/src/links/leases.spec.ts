import { GATEWAY_LEASE_SUBJECT, type GatewayLease } from '@chargebus/contracts';
import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import type { Messaging } from '../messaging';
import { closeConnections, connectTo } from '../testing/connections';
import { commandTo, TestGateway } from '../testing/gateway';
import { readLog } from '../testing/read-log';
import { TcpProxy } from '../testing/tcp-proxy';
import { until } from '../testing/until';
import { GatewayLeases } from './gateway-leases';

const LEASE_MS = 600;

describe('gateway leases', () => {
  let server: EmbeddedServer;
  /** The reader's line and the gateway's line. */
  let lines: { reader: TcpProxy; gateway: TcpProxy };
  let reader: Messaging;
  let gateway: TestGateway;
  let other: TestGateway | undefined;
  let leases: GatewayLeases;
  let expired: string[];

  beforeEach(async () => {
    server = await testNats();
    other = undefined;
    lines = { reader: await TcpProxy.start(server.url), gateway: await TcpProxy.start(server.url) };
    reader = await connectTo(lines.reader.url, { name: 'registry' });
    await reader.ensureStreams();
    expired = [];
    leases = new GatewayLeases(reader, { leaseMs: LEASE_MS });
    leases.onExpired((id) => void expired.push(id));
    leases.start();
    await reader.nc.flush();
    gateway = new TestGateway(await connectTo(lines.gateway.url), 'gw-1', { leaseMs: LEASE_MS });
  });

  afterEach(async () => {
    leases.stop();
    await Promise.all([gateway.stop(), other?.stop()]);
    await closeConnections();
    await Promise.all([lines.reader.stop(), lines.gateway.stop()]);
    await server.stop();
  });

  const passed = async (ms: number) => {
    const since = performance.now();
    await until(() => performance.now() - since > ms, 'the time has passed');
  };
  const connectedIn = async (station: string, by = 'gw-1') => {
    const events = (await readLog(reader)).flatMap(({ events }) => events);
    return events.filter(
      (event) => event.kind === 'station.connected' && event.stationId === station && event.link.gatewayId === by,
    ).length;
  };

  it('rule 19: a gateway that is heard keeps its lease; one that falls silent loses it once', async () => {
    await passed(3 * LEASE_MS);
    expect(expired).toEqual([]);
    await gateway.links.drain();
    await until(() => expired.length > 0, 'the lease expired');
    await passed(2 * LEASE_MS);
    expect(expired).toEqual(['gw-1']);
  });

  it('rule 19: no lease expires for a reader that could not hear itself for a whole lease', async () => {
    await passed(LEASE_MS);
    lines.reader.cut();
    lines.gateway.cut();
    await until(() => !reader.healthy(), 'the reader lost NATS');
    await passed(3 * LEASE_MS);
    expect(expired).toEqual([]);
    lines.reader.open();
    await until(() => reader.healthy(), 'the reader is back');
    const backAt = performance.now();
    await until(() => expired.length > 0, 'the lease expired');
    expect(performance.now() - backAt).toBeGreaterThanOrEqual(LEASE_MS);
  });

  it('rule 19: nor while its line is dead but not yet known to be', async () => {
    await passed(LEASE_MS);
    lines.reader.muteServer = true;
    await passed(3 * LEASE_MS);
    expect(reader.healthy()).toBe(true);
    expect(expired).toEqual([]);
  });

  it('rule 19: nor when NATS was away for everybody', async () => {
    await passed(LEASE_MS);
    await server.freeze();
    await passed(3 * LEASE_MS);
    server.thaw();
    await passed(LEASE_MS);
    expect(expired).toEqual([]);
  });

  it('rule 19: an expiry that failed is told again until it is taken note of', async () => {
    const told: string[] = [];
    leases.onExpired((id) => {
      told.push(id);
      if (told.length < 3) throw new Error('no database');
    });
    await gateway.links.drain();
    await until(() => told.length === 3, 'the third attempt');
    await passed(LEASE_MS);
    expect(told).toHaveLength(3);
  });

  it('rule 19: a gateway that is only known from stored stations expires when it is never heard', async () => {
    leases.expect(['gw-1', 'gw-dead']);
    await until(() => expired.length > 0, 'a lease expired');
    await passed(LEASE_MS);
    expect(expired).toEqual(['gw-dead']);
  });

  it('rule 19: a gateway that missed its lease appends connected again for each link and goes on with them', async () => {
    const links = await Promise.all(['CP1', 'CP2'].map((station) => gateway.open(station, `link-${station}`)));
    const before = links.map(({ epoch }) => epoch);
    await until(() => links.every((link) => link.current()), 'both links hold their stations');
    lines.gateway.cut();
    await until(() => expired.length > 0, 'the lease expired');
    expect(links.some((link) => link.current())).toBe(false);
    lines.gateway.open();
    await until(() => links.every(({ epoch }, n) => epoch > before[n]!), 'both links have a new epoch');
    await until(() => links.every((link) => link.current()), 'both links hold their stations');
    expect([await connectedIn('CP1'), await connectedIn('CP2')]).toEqual([2, 2]);
    // Who asked before knows the link by its first epoch.
    const request = commandTo('CP1', 'c1', { expectedEpoch: before[0]! });
    await expect(reader.command(request)).resolves.toMatchObject({ status: 'accepted' });
    expect(gateway.superseded).toEqual([]);
  });

  it('rule 19: a gateway knows by itself that it missed its lease', async () => {
    leases.stop();
    await gateway.open('CP1', 'link-1');
    lines.gateway.cut();
    await passed(2 * LEASE_MS);
    lines.gateway.open();
    await until(async () => (await connectedIn('CP1')) === 2, 'connected is said again');
  });

  it('rule 19: a gateway that only its readers gave up says connected again when they hear it', async () => {
    const link = await gateway.open('CP1', 'link-1');
    // A lease so short that the next beat comes too late for it, as over a slow line.
    const short: GatewayLease = { gatewayId: 'gw-1', ttlMs: 1 };
    await until(() => {
      reader.nc.publish(GATEWAY_LEASE_SUBJECT, JSON.stringify(short));
      return expired.length > 0;
    }, 'the lease expired');
    await until(async () => (await connectedIn('CP1')) === 2, 'connected is said again');
    await until(() => link.current(), 'the link holds its station');
  });

  it('rule 19: a station that moved on while its gateway was away is not fetched back', async () => {
    await gateway.open('CP1', 'old');
    other = new TestGateway(await connectTo(server.url), 'gw-2', { leaseMs: LEASE_MS });
    await other.messaging.nc.flush();
    lines.gateway.cut();
    await until(() => expired.includes('gw-1'), 'the lease expired');
    const young = await other.open('CP1', 'young');
    lines.gateway.open();
    await until(() => gateway.superseded.length > 0, 'the old link was told');
    await passed(LEASE_MS);
    expect(await connectedIn('CP1')).toBe(1);
    expect(await connectedIn('CP1', 'gw-2')).toBeGreaterThan(0);
    await until(() => young.current(), 'the new link holds the station');
    expect(other.superseded).toEqual([]);
  });
});
