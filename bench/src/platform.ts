import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { EmbeddedServer } from '@chargebus/embedded-infra';
import { freePort } from './free-port';
import { BENCH_TOKEN } from './load/plan';
import type { Subject } from './measure';
import { parseMetrics, type MetricSample } from './prometheus';

const TOKEN = 'bench-admin-token';
const LOOK_EVERY_MS = 200;
const QUIET_LOOKS = 4;

/** A process of the services, and where its API is. */
interface Service {
  name: string;
  child: ChildProcess;
  apiUrl: string;
}

/** Which service answers what this bench calls, where each has a process of its own. */
const SERVED_BY: Readonly<Record<string, string>> = {
  stations: 'station-registry',
  'bulk-commands': 'station-registry',
  tokens: 'session-controller',
  events: 'session-controller',
  tariffs: 'transaction-billing',
};
const APPS = [
  'station-registry',
  'session-controller',
  'transaction-billing',
  'firmware-distribution',
  'connection-gateway',
];
const READY_WITHIN_MS = 60_000;

export interface BenchPlatformOptions {
  dir: string;
  nats: EmbeddedServer;
  postgres: EmbeddedServer;
  /** Each service in a process of its own, as in production; else all in `apps/platform`. */
  apart?: boolean | undefined;
  /** Folder for CPU profiles of the services. */
  profile?: string | undefined;
  env?: Record<string, string>;
  /** Gets all that the services print. */
  onOutput?: (text: string) => void;
}

/** The services as operators run them, on servers of their own, with a token and a tariff. */
export class BenchPlatform implements Subject {
  readonly processes: Record<string, number>;

  private constructor(
    private readonly services: readonly Service[],
    readonly stationsUrl: string,
    servers: Pick<BenchPlatformOptions, 'nats' | 'postgres'>,
  ) {
    const own = services.map(({ name, child }): [string, number] => [name, child.pid as number]);
    this.processes = { ...Object.fromEntries(own), nats: servers.nats.pid, postgresql: servers.postgres.pid };
  }

  /** @throws Error if a service does not come up */
  static async start(o: BenchPlatformOptions): Promise<BenchPlatform> {
    const ocppPort = await freePort();
    const services: Service[] = [];
    for (const app of o.apart ? APPS : ['platform']) services.push(await startService(app, ocppPort, o));
    const platform = new BenchPlatform(services, `ws://127.0.0.1:${ocppPort}/ocpp`, o);
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await platform.isReady())) {
      if (Date.now() > deadline) throw new Error(`the services are not ready after ${READY_WITHIN_MS / 1_000} s`);
      await pause(LOOK_EVERY_MS);
    }
    await platform.api('PUT', `/tokens/${BENCH_TOKEN}`, { status: 'accepted' });
    await platform.api('POST', '/tariffs', {
      name: 'bench',
      currency: 'EUR',
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '0.35' }] }],
      assignments: [{ default: true }],
    });
    return platform;
  }

  servicePids(): number[] {
    return this.services.map(({ child }) => child.pid as number);
  }

  /** A call of the public API. @throws on any status but 2xx */
  async api(method: string, path: string, body?: object): Promise<unknown> {
    const served = SERVED_BY[path.split('/')[1] ?? ''];
    const { apiUrl } = this.services.find(({ name }) => name === served) ?? (this.services[0] as Service);
    const response = await fetch(`${apiUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** `GET /events` as text, until `signal` is aborted. @throws if it is refused */
  async events(query: string, signal: AbortSignal): Promise<AsyncIterable<string>> {
    const { apiUrl } = this.services.find(({ name }) => name === SERVED_BY['events']) ?? (this.services[0] as Service);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`${apiUrl}/api/v1/events${query}`, { headers, signal });
    if (!response.ok || response.body === null) throw new Error(`GET /events: ${response.status}`);
    return response.body.pipeThrough(new TextDecoderStream());
  }

  /** Of all services together. */
  async metrics(): Promise<MetricSample[]> {
    const texts = this.services.map(async ({ apiUrl }) => (await fetch(`${apiUrl}/metrics`)).text());
    return (await Promise.all(texts)).flatMap(parseMetrics);
  }

  /** Whether the processes run, and HTTP says that they are ready. */
  async isReady(): Promise<boolean> {
    return (await this.whyNotReady()) === undefined;
  }

  /** What a service says that it is not ready for; undefined if all are. */
  async whyNotReady(): Promise<string | undefined> {
    const looks = this.services.map(async ({ name, child, apiUrl }) => {
      if (hasEnded(child)) return `${name} has ended`;
      try {
        const response = await fetch(`${apiUrl}/health/ready`);
        return response.status === 200 ? undefined : `${name}: ${await response.text()}`;
      } catch (error) {
        return `${name}: ${String(error)}`;
      }
    });
    return (await Promise.all(looks)).find((why) => why !== undefined);
  }

  /** Resolves when the readers have applied nothing new and the outboxes were empty for a while. */
  async settled(): Promise<void> {
    let last = -1;
    for (let quiet = 0; quiet < QUIET_LOOKS;) {
      await pause(LOOK_EVERY_MS);
      const samples = await this.metrics();
      const sumOf = (wanted: RegExp): number =>
        samples.filter(({ name }) => wanted.test(name)).reduce((sum, { value }) => sum + value, 0);
      const applied = sumOf(/^chargebus_reader_records_total$/);
      quiet = applied === last && sumOf(/^chargebus_\w+_outbox_waiting$/) === 0 ? quiet + 1 : 0;
      last = applied;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.services.map(async ({ child }) => {
        if (hasEnded(child)) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }),
    );
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function startService(app: string, ocppPort: number, o: BenchPlatformOptions): Promise<Service> {
  const apiPort = await freePort();
  const child = fork(join(__dirname, `../../apps/${app}/dist/main.js`), {
    silent: true,
    execArgv: [
      // As in `npm start` and the image.
      '--max-semi-space-size=64',
      ...(o.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${o.profile}`]),
    ],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      CHARGEBUS_DIR: o.dir,
      FIRMWARE_DIR: join(o.dir, 'firmware'),
      PARTITIONS: '4',
      UNKNOWN_STATIONS: 'accept',
      NATS_URL: o.nats.url,
      DATABASE_URL: o.postgres.url,
      ADMIN_TOKEN: TOKEN,
      API_PORT: String(apiPort),
      OCPP_PORT: String(ocppPort),
      LOG_LEVEL: 'warn',
      ...o.env,
    },
  });
  child.stderr?.pipe(process.stderr);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => o.onOutput?.(data.toString()));
  }
  return { name: app === 'platform' ? 'services' : app, child, apiUrl: `http://127.0.0.1:${apiPort}` };
}
