import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@chargebus/embedded-infra';
import { Api } from './api';
import { ServiceProcess } from './service-process';
import { ASK_DEADLINE_MS, startServers, type Servers } from './servers';
import { until } from './until';

/** The five services by the name that routes and messages use, and where each lives. */
export const APPS = {
  registry: 'station-registry',
  sessions: 'session-controller',
  billing: 'transaction-billing',
  firmware: 'firmware-distribution',
  gateway: 'connection-gateway',
} as const;
export type ServiceName = keyof typeof APPS;
const NAMES = Object.keys(APPS) as ServiceName[];

export const PARTITIONS = 4;
const ADMIN_TOKEN = 'five-processes-admin-token';
const START_TIMEOUT_MS = 120_000;
const MOST_OUTPUT = 4_000;

export interface FiveProcessesOptions {
  /** Processes of each service; 1 unless told. */
  replicas?: Partial<Record<ServiceName, number>>;
  /** Nodes of NATS; three hold each stream three times. Default 1. */
  natsNodes?: 1 | 3;
  /** For all services, over what they get anyway. */
  env?: Readonly<Record<string, string>> | ((servers: Servers) => Readonly<Record<string, string>>);
}

/** Each service alone, any number of times, on one NATS and one PostgreSQL; their paths on one port by the dev proxy. */
export interface FiveProcesses {
  /** Through the proxy. */
  readonly api: Api;
  readonly url: string;
  readonly servers: Servers;
  readonly proxy: ServiceProcess;
  readonly services: Readonly<Record<ServiceName, readonly ServiceProcess[]>>;
  /** ws://…/ocpp of each gateway, without a station. */
  readonly stationsUrls: readonly string[];
  /** Of the first gateway, and of another one where there is one. */
  readonly stationsUrl: string;
  readonly otherStationsUrl: string;
  /** What each process wrote last. */
  output(): string;
  /** Ends all as an orchestrator does; gives the first exit code that is not 0. */
  stop(): Promise<number | null>;
}

/** Starts the built services (`npm run build`) and waits until all are ready. @throws with their output if one does not come up */
export async function startFiveProcesses(options: FiveProcessesOptions = {}): Promise<FiveProcesses> {
  const dir = mkdtempSync(join(tmpdir(), 'chargebus-five-'));
  const tidy = (): void => rmSync(dir, { recursive: true, force: true });
  process.once('exit', tidy);
  const servers = await startServers(options.natsNodes);
  const common = {
    NODE_ENV: 'production',
    API_HOST: '127.0.0.1',
    NATS_URL: servers.natsUrl,
    DATABASE_URL: servers.postgres.url,
    PARTITIONS: String(PARTITIONS),
    REPLICAS: String(servers.replicas),
    ADMIN_TOKEN,
    LOG_LEVEL: 'warn',
    UNKNOWN_STATIONS: 'accept',
    ASK_DEADLINE_MS,
    FIRMWARE_DIR: join(dir, 'firmware'),
    ...(typeof options.env === 'function' ? options.env(servers) : options.env),
  };
  const stationsUrls: string[] = [];
  const startReplica = async (name: ServiceName, n: number): Promise<ServiceProcess> => {
    const [apiPort, ocppPort] = [await findFreePort(), await findFreePort()];
    if (name === 'gateway') stationsUrls[n - 1] = `ws://127.0.0.1:${ocppPort}/ocpp`;
    return new ServiceProcess({
      title: `${APPS[name]} ${n}`,
      args: [`apps/${APPS[name]}/dist/main.js`],
      apiPort,
      env: {
        ...common,
        API_PORT: String(apiPort),
        ...(name === 'gateway' && { OCPP_PORT: String(ocppPort), GATEWAY_ID: `gateway-${n}` }),
      },
    });
  };
  const services = {} as Record<ServiceName, ServiceProcess[]>;
  for (const name of NAMES) {
    services[name] = [];
    for (let n = 1; n <= (options.replicas?.[name] ?? 1); n++) services[name].push(await startReplica(name, n));
  }
  const proxy = await makeProxy(services);
  const all = [...Object.values(services).flat(), proxy];
  const stop = async (): Promise<number | null> => {
    const codes = await Promise.all(all.map((process) => process.stop()));
    await servers.stop();
    process.off('exit', tidy);
    tidy();
    return codes.find((code) => code !== 0) ?? 0;
  };
  try {
    for (const process of all) process.start();
    await untilReady(all, START_TIMEOUT_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    api: new Api(proxy.url, ADMIN_TOKEN),
    url: proxy.url,
    servers,
    proxy,
    services,
    stationsUrls,
    stationsUrl: stationsUrls[0] as string,
    otherStationsUrl: stationsUrls[1] ?? (stationsUrls[0] as string),
    output: () => all.map((process) => process.output().slice(-MOST_OUTPUT)).join('\n'),
    stop,
  };
}

/** Waits until every process says it is ready. @throws Error with the output of one that ended or does not get there */
export async function untilReady(processes: readonly ServiceProcess[], timeoutMs: number): Promise<void> {
  await Promise.all(
    processes.map((process) =>
      until(
        `${process.title} to be ready`,
        async () => {
          // One that ended will not become ready by waiting.
          if (!process.running) return 'ended';
          return process.ready();
        },
        timeoutMs,
      ).then(
        (state) => {
          if (state === 'ended') throw new Error(`${process.title} ended:\n${process.output()}`);
        },
        (error: unknown) => {
          throw new Error(`${process.title} is not ready:\n${process.output()}`, { cause: error });
        },
      ),
    ),
  );
}

/** The dev proxy is a command: what runs here is what people run. */
async function makeProxy(services: Record<ServiceName, ServiceProcess[]>): Promise<ServiceProcess> {
  const apiPort = await findFreePort();
  const targets = NAMES.filter((name) => name !== 'gateway').flatMap((name) => [
    `--${name}`,
    services[name].map(({ url }) => url).join(','),
  ]);
  return new ServiceProcess({
    title: 'dev-proxy',
    args: ['scripts/dev-proxy.mjs', '--port', String(apiPort), ...targets],
    apiPort,
    env: {},
  });
}
