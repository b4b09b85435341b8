import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from '@chargebus/embedded-infra';
import { Api } from '../support/api';
import { untilReady } from '../support/five-processes';
import { REPOSITORY, ServiceProcess } from '../support/service-process';
import { startServers, type Servers } from '../support/servers';
import { until } from '../support/until';
import { readComposeFile, type ComposeService } from './testing/compose-file';

const run = promisify(execFile);
const TOKEN = 'compose-admin-token';
const APPS = [
  'station-registry',
  'session-controller',
  'transaction-billing',
  'firmware-distribution',
  'connection-gateway',
];

/** No container engine is needed: each service is started with the command and the environment that the file gives it. */
describe('docker-compose.yml', () => {
  const services = readComposeFile({ ADMIN_TOKEN: TOKEN });
  const get = (name: string): ComposeService => {
    const service = services.get(name);
    if (service === undefined) throw new Error(`docker-compose.yml has no ${name}`);
    return service;
  };

  it('asks for a token of the user’s own', () => {
    expect(() => readComposeFile({})).toThrow('ADMIN_TOKEN');
  });

  it('has PostgreSQL and a nats-server with JetStream, both with a health check, and the five services', () => {
    expect(get('postgres')).toMatchObject({ image: expect.stringMatching(/^postgres:18\b/) });
    expect(get('nats').image).toMatch(/^nats:2\.(1[1-9]|[2-9]\d)\b/);
    expect(get('nats').command).toContain('--jetstream');
    for (const name of ['postgres', 'nats', ...APPS]) expect(get(name).healthcheck.length).toBeGreaterThan(0);
    expect(get('simulator').profiles).toEqual(['simulator']);
    for (const { dependsOn } of services.values())
      expect([...services.keys()]).toEqual(expect.arrayContaining(dependsOn));
  });

  it('names the database with the user, password and port that PostgreSQL has', () => {
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = get('postgres').environment;
    for (const name of APPS.filter((app) => app !== 'connection-gateway')) {
      expect(get(name).environment.DATABASE_URL).toBe(
        `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/${POSTGRES_DB}`,
      );
    }
    for (const name of APPS) expect(get(name).environment.NATS_URL).toBe('nats://nats:4222');
  });

  it.each(APPS)('gives %s no variable that it does not know', async (name) => {
    const definition = `Object.values(require('./apps/${name}/dist/index.js')).find((value) => value?.config && value.module)`;
    const script = `const { configOf } = require('@chargebus/service-runtime');
      process.stdout.write(JSON.stringify(Object.keys(configOf(${definition}))))`;
    const { stdout } = await run(process.execPath, ['-r', 'reflect-metadata', '-e', script], {
      cwd: REPOSITORY,
    });
    expect(JSON.parse(stdout)).toEqual(expect.arrayContaining(Object.keys(get(name).environment)));
  });

  describe('when everything in it is started', () => {
    const dir = mkdtempSync(join(tmpdir(), 'chargebus-compose-'));
    const running = new Map<string, ServiceProcess>();
    /** Where `host:port` of the file is on this machine. */
    const here = new Map<string, string>();
    let servers: Servers;

    beforeAll(async () => {
      servers = await startServers();
      here.set('nats:4222', new URL(servers.natsUrl).host);
      for (const name of [...APPS, 'api']) {
        for (const variable of ['API_PORT', 'OCPP_PORT']) await settlePort(name, get(name).environment[variable]);
      }
      for (const name of [...APPS, 'api']) start(name);
      await untilReady([...running.values()], 120_000);
    });
    afterAll(async () => {
      const codes = await Promise.all([...running.values()].map((process) => process.stop()));
      await servers?.stop();
      rmSync(dir, { recursive: true, force: true });
      expect(codes).toEqual(codes.map(() => 0));
    });

    const settlePort = async (name: string, port: string | undefined): Promise<void> => {
      if (port !== undefined) here.set(`${name}:${port}`, `127.0.0.1:${await portHere(Number(port))}`);
    };
    /** Hosts and ports as they are here, folders of volumes in the test's own; everything else as it stands in the file. */
    const local = (text: string, mounts: readonly string[]): string => {
      const named = [...here].reduce((result, [there, at]) => result.replaceAll(there, at), text);
      const mount = mounts.find((path) => named.startsWith(path));
      return mount === undefined ? named : join(dir, named);
    };
    const start = (name: string): ServiceProcess => {
      const { command, environment, mounts } = get(name);
      const portOf = (variable: string): string | undefined =>
        here.get(`${name}:${environment[variable]}`)?.split(':')[1];
      const env = Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [key, portOf(key) ?? local(value, mounts)]),
      );
      if (env.DATABASE_URL !== undefined) env.DATABASE_URL = servers.postgres.url;
      const apiPort = portOf('API_PORT');
      const args = command
        .slice(1)
        .map((arg) => (arg.startsWith('--port=') ? `--port=${apiPort}` : local(arg, mounts)));
      expect(command[0]).toBe('node');
      const process = new ServiceProcess({ title: name, args, env, apiPort: Number(apiPort ?? 0) });
      running.set(name, process);
      process.start();
      return process;
    };

    const portOfAll = (): string => (running.get('api') as ServiceProcess).url;

    it.each([...APPS, 'api'])('%s is ready, and its health check says so', async (name) => {
      const process = running.get(name) as ServiceProcess;
      const [kind, command, ...args] = get(name).healthcheck;
      expect([kind, command]).toEqual(['CMD', 'node']);
      const check = () => run('node', args, { env: { PATH: globalThis.process.env.PATH, ...process.options.env } });
      expect(await process.ready()).toBe(true);
      await check();
    });

    it.each(APPS)('the one port of the API has every path of %s', async (name) => {
      const own = (running.get(name) as ServiceProcess).url;
      const document = (await (await fetch(`${own}/api/openapi.json`)).json()) as { paths: Record<string, object> };
      const paths = Object.keys(document.paths).filter((path) => path.startsWith('/api/v1/'));
      expect(paths.length > 0).toBe(name !== 'connection-gateway');
      for (const path of paths) {
        const filled = path.replace(/\{\w+\}/g, 'none');
        // Who is not asked for a token is not the service: 401 is its own answer, 404 would be the proxy's.
        const [direct, proxied] = [await fetch(`${own}${filled}`), await fetch(`${portOfAll()}${filled}`)];
        expect([path, proxied.status]).toEqual([path, direct.status]);
      }
    });

    it('shows the stations of the simulator profile as connected, by the one port of the API', async () => {
      const api = new Api(portOfAll(), TOKEN);
      const simulator = start('simulator');
      await until(
        'five stations and a session',
        async () => {
          if (!simulator.running) throw new Error(simulator.output());
          const stations = (await api.get('/stations?connected=true')).body.items.length;
          return stations === 5 && (await api.get('/sessions')).body.items.length > 0;
        },
        120_000,
      );
    });
  });
});

/** The port of the file, unless something else on this machine has it: then a free one. */
async function portHere(port: number): Promise<number> {
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen({ port, exclusive: true }, () => probe.close(() => resolve(true)));
  });
  return free ? port : findFreePort();
}
