import type { DynamicModule } from '@nestjs/common';
import type { AdvisoryLocks, openDatabase } from '@chargebus/database';
import type { Messaging } from '@chargebus/messaging';
import type { ConfigSpec } from '../config/config-spec';
import type { Health } from '../health/health';
import type { Logger } from '../logs/logger';
import type { Metrics } from '../metrics/metrics';

/** TypeORM's data source as `@chargebus/database` opens it. */
export type DataSource = Awaited<ReturnType<typeof openDatabase>>;

/** What a service is given to work with. All of it is open when `ServiceDefinition.module` is called. */
export interface Runtime {
  readonly messaging: Messaging;
  /** @throws Error when read by a service that declares no database. */
  readonly database: DataSource;
  /** @throws Error when read by a service that declares no database. */
  readonly databaseUrl: string;
  /** One dedicated connection per process. @throws Error when read by a service that declares no database. */
  readonly locks: AdvisoryLocks;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
}

export type ServiceName = 'registry' | 'sessions' | 'billing' | 'firmware' | 'gateway';

/** A service: its name, its variables, its tables, and the Nest module that `runServices` puts into its app. */
export interface ServiceDefinition<C> {
  readonly name: ServiceName;
  /** As the API's documentation shows it. */
  readonly title: string;
  readonly config: ConfigSpec;
  /** API_PORT's default when the service runs alone. */
  readonly defaultApiPort: number;
  /**
   * How often this service looks after its NATS server, in ms; default 5 s. A silent server is left after two to three times
   * that. Of several services in a process the shortest counts.
   */
  readonly natsPingIntervalMs?: number;
  readonly database?: {
    readonly schema: string;
    readonly entities: Function[];
    readonly migrations: Function[];
  };
  module(config: C, runtime: Runtime): DynamicModule;
}

export interface RunOptions {
  /** The process's name in logs, metrics and NATS: `station-registry`, `platform`. */
  readonly name: string;
  /** Default: the environment of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Laid over `env`, e.g. the URLs of embedded servers. */
  readonly overrides?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Let ADMIN_TOKEN be generated when it is not set (`npm start`, tests); else a start without any token is refused. */
  readonly generateAdminToken?: boolean;
  /** API_PORT's default; else the service's own, or 8080 for several services. */
  readonly defaultApiPort?: number;
  /** SIGTERM and SIGINT end the process gracefully. Default true. */
  readonly signals?: boolean;
  /** Runs after everything is closed, before the process ends: what the services stood on can stop now. */
  readonly afterClose?: () => Promise<void>;
  /** Ends the process; default `process.exit`. */
  readonly exit?: (code: number) => void;
  readonly logger?: Logger;
}

export interface RunningServices {
  /** `http://host:port`, without a path. */
  readonly url: string;
  /** The token of tenant `default`'s administrator: ADMIN_TOKEN, or the one generated. */
  readonly adminToken: string | undefined;
  readonly health: Health;
  /** Graceful: not ready, HTTP drained, Nest's shutdown hooks, messaging drained, databases closed. Idempotent. */
  close(): Promise<void>;
}
