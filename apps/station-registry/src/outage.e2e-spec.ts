import { testPostgres, type EmbeddedServer } from '@chargebus/embedded-infra';
import { accept, GatewayUnderTest } from './testing/gateway-under-test';
import { RegistryUnderTest, until } from './testing/registry-under-test';

describe('while PostgreSQL is away', () => {
  let postgres: EmbeddedServer;
  let registry: RegistryUnderTest;
  let gateway: GatewayUnderTest;
  beforeAll(async () => {
    postgres = await testPostgres();
    registry = await RegistryUnderTest.start({}, { url: postgres.url, drop: () => postgres.stop() });
    gateway = new GatewayUnderTest(registry.messaging);
  });
  afterAll(async () => {
    await gateway.stop();
    await registry.stop();
  });

  it('the API says 503, what stations report is kept by the log, and everything is there afterwards', async () => {
    for (const id of ['P1', 'P2']) await registry.call('POST', '/stations', { id });
    const station = await gateway.connect('P1');
    await station.boot();
    await until(async () => (await registry.get('/stations/P1')).body.connected);

    postgres.kill('SIGKILL');
    const away = await until(async () => {
      const answer = await registry.get('/stations/P1');
      return answer.status === 503 && answer;
    }, 'the outage');
    expect(away.headers.get('retry-after')).not.toBeNull();
    await until(async () => (await fetch(`${registry.url}/health/ready`)).status === 503, 'not ready');
    expect((await fetch(`${registry.url}/health/live`)).status).toBe(200);
    await station.status({ evse: 1, status: 'occupied' });
    const second = await gateway.connect('P2');
    await second.status({ evse: 1, status: 'faulted', errorCode: 'OtherError' });

    await postgres.restart();
    await until(async () => {
      const [one, two] = [await registry.get('/stations/P1'), await registry.get('/stations/P2')];
      return one.body.evses?.length === 1 && two.body.evses?.length === 1;
    }, 'what was reported meanwhile');
    expect((await registry.get('/stations/P1')).body.evses[0].connectors[0].status).toBe('occupied');
    expect((await registry.get('/stations/P2')).body).toMatchObject({
      connected: true,
      evses: [{ connectors: [{ errorCode: 'OtherError' }] }],
    });
    await until(async () => (await fetch(`${registry.url}/health/ready`)).status === 200, 'ready again');
  });

  it('the outcome of a command under way is kept', async () => {
    await registry.call('POST', '/stations', { id: 'P3' });
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const { link } = await gateway.connect('P3', async (request) => {
      await answered;
      return accept(request);
    });
    await until(() => link.current());
    const { body } = await registry.call('POST', '/stations/P3/commands?waitS=0', { type: 'clear-cache' });
    postgres.kill('SIGKILL');
    await until(async () => (await registry.get('/stations/P3')).status === 503, 'the outage');
    answer();
    await postgres.restart();
    const ended = await until(async () => {
      const command = await registry.get(`/stations/P3/commands/${body.id}`);
      return command.status === 200 && command.body.status !== 'running' && command.body;
    }, 'the outcome');
    expect(ended.status).toBe('accepted');
  });
});
