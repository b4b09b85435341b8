import { type EmbeddedServer, testNats, testPostgres } from '@chargebus/embedded-infra';
import { createLogger, type RunningServices, runServices } from '../index';
import { notesService } from '../testing/notes-service';
import { until } from '../testing/until';

const silent = createLogger('test', { level: 'silent' });
const headers = { authorization: 'Bearer root-token', 'content-type': 'application/json' };
let nats: EmbeddedServer;
let postgres: EmbeddedServer;
let running: RunningServices;

beforeAll(async () => {
  [nats, postgres] = await Promise.all([testNats(), testPostgres()]);
  const env = {
    NATS_URL: nats.url,
    DATABASE_URL: postgres.url,
    PARTITIONS: '2',
    API_PORT: '0',
    ADMIN_TOKEN: 'root-token',
  };
  running = await runServices([notesService], { name: 'notes', env, signals: false, logger: silent });
});

afterAll(async () => {
  await running.close();
  await Promise.all([nats.stop(), postgres.stop()]);
});

const get = (path: string) => fetch(`${running.url}${path}`, { headers });

async function downChecks(): Promise<string[]> {
  const ready = (await (await get('/health/ready')).json()) as { checks: { name: string; state: string }[] };
  return ready.checks.filter(({ state }) => state === 'down').map(({ name }) => name);
}

describe('while PostgreSQL is away', () => {
  it('calls are answered 503 with Retry-After and readiness names it, until it is back', async () => {
    postgres.kill('SIGINT');
    await until('readiness names the database', async () => (await downChecks()).includes('database:notes'));
    const refused = await get('/api/v1/notes');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await downChecks()).toEqual(['database:notes']);
    expect((await get('/health/ready')).status).toBe(503);
    expect((await get('/health/live')).status).toBe(200);
    await postgres.restart();
    await until('calls are answered again', async () => (await get('/api/v1/notes')).status === 200);
    expect(await downChecks()).toEqual([]);
  });
});

describe('while NATS is away', () => {
  it('calls that need it are answered 503, others as ever, and readiness names it until it is back', async () => {
    nats.kill('SIGKILL');
    await until('readiness names NATS', async () => (await downChecks()).includes('nats'));
    const asking = await get('/api/v1/notes/asking');
    expect([asking.status, asking.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await get('/api/v1/notes')).status).toBe(200);
    await nats.restart();
    await until('asks are answered again', async () => (await get('/api/v1/notes/asking')).status === 200);
    expect(await downChecks()).toEqual([]);
  });
});
