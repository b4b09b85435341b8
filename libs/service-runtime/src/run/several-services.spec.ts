import { Controller, Get, Module } from '@nestjs/common';
import { type EmbeddedServer, type TestDatabase, testDatabase, testNats } from '@chargebus/embedded-infra';
import {
  createLogger,
  type RunningServices,
  type RunOptions,
  type Runtime,
  runServices,
  type ServiceDefinition,
} from '../index';
import { notesService } from '../testing/notes-service';

@Controller('links')
class LinksController {
  @Get()
  list() {
    return { items: [], nextCursor: null };
  }
}

@Module({})
class GatewayModule {}

let given: Runtime;
const gateway: ServiceDefinition<object> = {
  name: 'gateway',
  title: 'Gateway',
  config: {},
  defaultApiPort: 8085,
  module: (_config, runtime) => {
    given = runtime;
    return { module: GatewayModule, controllers: [LinksController] };
  },
};

let nats: EmbeddedServer;
let database: TestDatabase;
let running: RunningServices;
let groundClosed = false;

const urls = () => ({ NATS_URL: nats.url, DATABASE_URL: database.url, PARTITIONS: 2, API_PORT: 0 });

function start(more: Partial<RunOptions> = {}): Promise<RunningServices> {
  return runServices([notesService, gateway], {
    name: 'platform',
    env: {},
    overrides: urls(),
    generateAdminToken: true,
    signals: false,
    logger: createLogger('test', { level: 'silent' }),
    ...more,
  });
}

beforeAll(async () => {
  [nats, database] = await Promise.all([testNats(), testDatabase()]);
  running = await start({ afterClose: async () => void (groundClosed = true) });
});

afterAll(async () => {
  await nats.stop();
  await database.drop();
});

describe('several services in one process', () => {
  it('are served on one port with the generated token', async () => {
    const headers = { authorization: `Bearer ${running.adminToken}` };
    for (const path of ['notes', 'links']) {
      const response = await fetch(`${running.url}/api/v1/${path}`, { headers });
      expect(await response.json()).toEqual({ items: [], nextCursor: null });
    }
  });

  it('stand in one document of the API', async () => {
    const { info, paths } = (await (await fetch(`${running.url}/api/openapi.json`)).json()) as {
      info: object;
      paths: object;
    };
    expect(info).toMatchObject({ title: 'Chargebus' });
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/v1/notes', '/api/v1/links']));
  });

  it('have a database only if they declare one', () => {
    expect(() => given.database).toThrow('the gateway service declares no database');
    expect(() => given.locks).toThrow('declares no database');
    expect(given.messaging.healthy()).toBe(true);
  });

  it('let go of the ground last', async () => {
    expect(groundClosed).toBe(false);
    await Promise.all([running.close(), running.close()]);
    expect(groundClosed).toBe(true);
    expect(given.messaging.healthy()).toBe(false);
  });

  it('go on taking calls for a while after readiness has turned false, if told to', async () => {
    const slow = await start({ overrides: { ...urls(), SHUTDOWN_DELAY_MS: 1_000 } });
    const ended = slow.close();
    expect((await fetch(`${slow.url}/health/ready`)).status).toBe(503);
    await ended;
    await expect(fetch(`${slow.url}/health/ready`)).rejects.toThrow('fetch failed');
  });

  it('end their process when the NATS client is closed for good', async () => {
    const code = new Promise((resolve) => void start({ exit: resolve }).then(() => given.messaging.nc.close()));
    expect(await code).toBe(1);
  });
});
