import { testNats, type EmbeddedServer } from '@chargebus/embedded-infra';
import type { Messaging } from '../messaging';
import { closeConnections, connectTo, RecordedLog } from '../testing/connections';
import { until } from '../testing/until';
import { connectMessaging } from './connect';
import { natsConnectOptions } from './connect-options';

describe('the connection to NATS', () => {
  let server: EmbeddedServer;

  beforeEach(async () => {
    server = await testNats();
  });

  afterEach(async () => {
    await closeConnections();
    await server.stop();
  });

  it('rule 21: never gives up, looks after its server every 5 s and takes two missed answers for its death', () => {
    expect(natsConnectOptions({ url: 'nats://a:1, nats://b:2', name: 'registry' })).toMatchObject({
      servers: ['nats://a:1', 'nats://b:2'],
      maxReconnectAttempts: -1,
      waitOnFirstConnect: true,
      pingInterval: 5_000,
      maxPingOut: 2,
      inboxPrefix: '_INBOX_registry',
    });
  });

  it('rule 22: takes the login from the URL, and hears replies under its own prefix', () => {
    const options = natsConnectOptions({
      url: 'nats://gate%40way:se:cret@a:1,nats://gate%40way:se:cret@b:2',
      name: 'x',
    });
    expect(options).toMatchObject({
      servers: ['nats://a:1', 'nats://b:2'],
      user: 'gate@way',
      pass: 'se:cret',
      inboxPrefix: '_INBOX_gate_way',
    });
  });

  it('rule 21: waits for a server that is not there yet', async () => {
    server.kill('SIGKILL');
    let connected: Messaging | undefined;
    const connecting = connectTo(server.url).then((messaging) => (connected = messaging));
    await new Promise((resolve) => setImmediate(resolve));
    expect(connected).toBeUndefined();
    await server.restart();
    await connecting;
    expect(connected!.healthy()).toBe(true);
  });

  it('rule 21: is back after an outage of many attempts, with its subscriptions, and says so', async () => {
    const messaging = await connectTo(server.url);
    const told: string[] = [];
    messaging.onDisconnect(() => told.push('down'));
    messaging.onReconnect(() => told.push('up'));
    const subscription = messaging.nc.subscribe('news');
    let attempts = 0;
    void (async () => {
      for await (const status of messaging.nc.status()) if (String(status.type) === 'reconnecting') attempts++;
    })();
    server.kill('SIGKILL');
    // The client's default ends after ten.
    await until(() => attempts > 11, 'the client tried more than ten times');
    expect(messaging.healthy()).toBe(false);
    expect(await messaging.untilHealthy(50)).toBe(false);
    await server.restart();
    expect(await messaging.untilHealthy(10_000)).toBe(true);
    messaging.nc.publish('news', 'good');
    const { value } = await subscription[Symbol.asyncIterator]().next();
    expect((value as { string(): string }).string()).toBe('good');
    expect(told).toEqual(['down', 'up']);
  });

  it('rule 21: a client that is closed all the same is told to whoever runs the process, a drained one is not', async () => {
    const closed: string[] = [];
    const options = { url: server.url, name: 'x', partitions: 4, logger: new RecordedLog() };
    const lost = await connectMessaging({ ...options, onClosed: () => closed.push('lost') });
    const drained = await connectMessaging({ ...options, onClosed: () => closed.push('drained') });
    await drained.drain();
    await lost.nc.close();
    await until(() => closed.length > 0, 'somebody was told');
    expect(closed).toEqual(['lost']);
  });

  it('drains at once while NATS is away', async () => {
    const messaging = await connectTo(server.url);
    server.kill('SIGKILL');
    await until(() => !messaging.healthy(), 'the client lost the server');
    await messaging.drain();
    expect(messaging.nc.isClosed()).toBe(true);
  });

  it('refuses a number of partitions that is none', async () => {
    for (const partitions of [0, 1.5, Number.NaN]) {
      await expect(connectTo(server.url, { partitions })).rejects.toThrow('PARTITIONS must be a whole number');
    }
  });
});
