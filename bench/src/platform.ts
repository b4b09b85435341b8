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

/** `apps/platform` as operators run it, on servers of its own, with a token and a tariff. */
export class BenchPlatform implements Subject {
  readonly processes: Record<string, number>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly apiUrl: string,
    readonly stationsUrl: string,
    servers: { nats: EmbeddedServer; postgres: EmbeddedServer },
  ) {
    this.processes = { services: child.pid as number, nats: servers.nats.pid, postgresql: servers.postgres.pid };
  }

  /** @param o.profile - folder for a CPU profile of the services */
  static async start(o: {
    dir: string;
    nats: EmbeddedServer;
    postgres: EmbeddedServer;
    profile?: string | undefined;
    env?: Record<string, string>;
    /** Gets all that the services print. */
    onOutput?: (text: string) => void;
  }): Promise<BenchPlatform> {
    const [apiPort, ocppPort] = [await freePort(), await freePort()];
    const child = fork(join(__dirname, '../../apps/platform/dist/main.js'), {
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
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the platform ended with ${code}`)));
      child.stdout?.on('data', (data: Buffer) => data.toString().includes('Chargebus is up') && resolve());
    });
    const platform = new BenchPlatform(child, `http://127.0.0.1:${apiPort}`, `ws://127.0.0.1:${ocppPort}/ocpp`, o);
    await platform.api('PUT', `/tokens/${BENCH_TOKEN}`, { status: 'accepted' });
    await platform.api('POST', '/tariffs', {
      name: 'bench',
      currency: 'EUR',
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '0.35' }] }],
      assignments: [{ default: true }],
    });
    return platform;
  }

  /** A call of the public API. @throws on any status but 2xx */
  async api(method: string, path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.apiUrl}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async metrics(): Promise<MetricSample[]> {
    return parseMetrics(await (await fetch(`${this.apiUrl}/metrics`)).text());
  }

  /** Whether its process runs, and HTTP says that it is ready. */
  async isReady(): Promise<boolean> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return false;
    const response = await fetch(`${this.apiUrl}/health/ready`).catch(() => undefined);
    return response?.status === 200;
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
    this.child.removeAllListeners('exit');
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}
