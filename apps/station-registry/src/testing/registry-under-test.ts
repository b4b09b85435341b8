import { testDatabase, testNats, type EmbeddedServer, type TestDatabase } from '@chargebus/embedded-infra';
import { connectMessaging, type Messaging } from '@chargebus/messaging';
import { createLogger, runServices, type RunningServices } from '@chargebus/service-runtime';
import { registryService } from '..';

export const PARTITIONS = 4;
const TOKEN = 'a-token-for-tests';
const ignore = (): void => undefined;
const quiet = { info: ignore, warn: ignore, error: ignore };

export interface Answer {
  status: number;
  // What a call answers is looked at field by field in the tests.
  body: Record<string, never> & any;
  headers: Headers;
}

/** A registry of its own on a NATS of its own and an empty database, with the connection of a gateway beside it. */
export class RegistryUnderTest {
  private constructor(
    readonly nats: EmbeddedServer,
    readonly database: TestDatabase,
    readonly messaging: Messaging,
    private running: RunningServices,
    private readonly env: Record<string, string | number>,
  ) {}

  /** @param given - a database of one's own, for tests that take it away */
  static async start(env: Record<string, string | number> = {}, given?: TestDatabase): Promise<RegistryUnderTest> {
    const [nats, database] = await Promise.all([testNats(), given ?? testDatabase()]);
    const messaging = await connectMessaging({
      url: nats.url,
      name: 'test-gateway',
      partitions: PARTITIONS,
      logger: quiet,
    });
    const all = { NATS_URL: nats.url, DATABASE_URL: database.url, ...env };
    return new RegistryUnderTest(nats, database, messaging, await run(all), all);
  }

  /** Another replica of the same registry. */
  replica(env: Record<string, string | number> = {}): Promise<RunningServices> {
    return run({ ...this.env, ...env });
  }

  /** Closes the registry, the servers stay. */
  async close(): Promise<void> {
    await this.running.close();
  }

  async startAgain(): Promise<void> {
    this.running = await run(this.env);
  }

  async stop(): Promise<void> {
    await this.running.close();
    await this.messaging.drain();
    await this.nats.stop();
    await this.database.drop();
  }

  get url(): string {
    return this.running.url;
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }

  /** Calls the API as the administrator. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.running.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
  }
}

function run(env: Record<string, string | number>): Promise<RunningServices> {
  return runServices([registryService], {
    name: 'station-registry',
    env: {},
    overrides: {
      ADMIN_TOKEN: TOKEN,
      API_TOKENS: 'other-token:other:olga',
      API_PORT: 0,
      API_HOST: '127.0.0.1',
      PARTITIONS,
      ...env,
    },
    signals: false,
    logger: createLogger('station-registry', { level: 'silent' }),
  });
}

/** Waits until `look` gives something that is true, and returns it. @throws Error after ten seconds */
export async function until<T>(look: () => Promise<T> | T, what = 'the condition'): Promise<Exclude<T, false>> {
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen as Exclude<T, false>;
    if (Date.now() > giveUpAt) throw new Error(`${what} did not come true within 60 s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
