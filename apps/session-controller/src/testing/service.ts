import { asks, type CommandOutcome, type CommandRequest, type Fact, type LinkEvent } from '@chargebus/contracts';
import { testDatabase, testNats, testPostgres, type EmbeddedServer } from '@chargebus/embedded-infra';
import {
  connectMessaging,
  GroupAppender,
  StationLinks,
  type Appended,
  type Messaging,
  type StationLink,
} from '@chargebus/messaging';
import { createLogger, runServices, type RunningServices } from '@chargebus/service-runtime';
import { sessionsService } from '../index';
import { STATION, TENANT } from './reports';

const PARTITIONS = 2;
const silent = createLogger('test', { level: 'silent' });
const TOKENS = { admin: 'admin-secret', other: 'other-secret' };

/** Asks `condition` until it holds, then gives back what it found. @throws after `timeoutMs` with the last thing seen. */
export async function until<T>(condition: () => Promise<T | false | undefined>, timeoutMs = 60_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** session-controller on real NATS and PostgreSQL, with a gateway's end of the log and a registry that knows one station. */
export class TestBench {
  /** What the registry answers; undefined for a station it does not know. */
  station: object | undefined = {
    connected: true,
    registration: 'accepted',
    locationId: 'HQ',
    timeZone: 'UTC',
    evses: [1, 2],
  };
  readonly facts: Fact[] = [];
  private service: RunningServices | undefined;
  private links: StationLinks | undefined;

  private constructor(
    private readonly nats: EmbeddedServer,
    readonly database: { url: string; stop(): Promise<void> },
    readonly messaging: Messaging,
    readonly appender: GroupAppender,
    private readonly env: Record<string, string>,
  ) {}

  /** `ownPostgres`: a server that may be stopped, for tests of an outage. */
  static async open(o: { ownPostgres?: EmbeddedServer; env?: Record<string, string> } = {}): Promise<TestBench> {
    const nats = await testNats();
    const shared = o.ownPostgres === undefined ? await testDatabase() : undefined;
    const database = shared
      ? { url: shared.url, stop: () => shared.drop() }
      : { url: o.ownPostgres!.url, stop: () => o.ownPostgres!.stop() };
    const messaging = await connectMessaging({ url: nats.url, name: 'bench', partitions: PARTITIONS, logger: silent });
    await messaging.ensureStreams();
    const bench = new TestBench(nats, database, messaging, new GroupAppender({ messaging }), o.env ?? {});
    bench.answerForRegistry();
    await bench.listenToFacts();
    await bench.start();
    return bench;
  }

  async start(): Promise<void> {
    this.service = await runServices([sessionsService], {
      name: 'session-controller',
      env: {},
      overrides: {
        NATS_URL: this.nats.url,
        DATABASE_URL: this.database.url,
        PARTITIONS,
        API_PORT: 0,
        ADMIN_TOKEN: TOKENS.admin,
        API_TOKENS: `${TOKENS.other}:other:somebody`,
        ...this.env,
      },
      signals: false,
      logger: silent,
    });
  }

  async stop(): Promise<void> {
    await this.service?.close();
    this.service = undefined;
  }

  async close(): Promise<void> {
    await this.stop();
    await this.links?.drain();
    await this.appender.drain();
    await this.messaging.drain();
    await Promise.all([this.nats.stop(), this.database.stop()]);
  }

  async call(
    method: string,
    path: string,
    o: { body?: unknown; as?: keyof typeof TOKENS | 'nobody'; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; body: any; type: string | null }> {
    const { as = 'admin' } = o;
    const response = await fetch(this.urlOf(path), {
      method,
      headers: {
        ...(as === 'nobody' ? {} : { authorization: this.bearer(as) }),
        ...(o.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...o.headers,
      },
      body: o.body === undefined ? null : JSON.stringify(o.body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
      type: response.headers.get('content-type'),
    };
  }

  urlOf = (path: string): string => `${this.service?.url}/api/v1${path}`;
  bearer = (as: keyof typeof TOKENS): string => `Bearer ${TOKENS[as]}`;

  get = async (path: string): Promise<any> => (await this.call('GET', path)).body;

  append = (event: LinkEvent): Promise<Appended> => this.appender.append(event);

  /** A start as a gateway appends it: a record of its own under its fingerprint. */
  appendStart(event: LinkEvent): Promise<Appended & { duplicate: boolean }> {
    if (event.kind !== 'station.transaction.started') throw new Error('not a start');
    return this.appender.appendAlone(event, event.data.fingerprint);
  }

  /** Connects the station: commands to it are answered by `execute`. */
  async link(execute: (request: CommandRequest) => Promise<CommandOutcome>): Promise<StationLink> {
    if (this.links === undefined) {
      this.links = new StationLinks({ messaging: this.messaging, appender: this.appender, gatewayId: 'gw-1' });
      this.links.start();
    }
    const now = new Date().toISOString();
    const link = await this.links.open({
      connected: {
        kind: 'station.connected',
        tenantId: TENANT,
        stationId: STATION,
        link: { id: `link-${now}`, gatewayId: 'gw-1', ocppVersion: '1.6', transport: 'ws' },
        receivedAt: now,
        data: { securityProfile: 0 },
      },
      execute,
      superseded: () => undefined,
    });
    await until(async () => link.current());
    return link;
  }

  /** The facts of one session, in order. */
  factsOf = (id: string): Fact[] => this.facts.filter((fact) => 'session' in fact.data && fact.data.session.id === id);

  private answerForRegistry(): void {
    this.messaging.nc.subscribe(asks.stationState.subject, {
      callback: (_error, msg) => {
        const { id } = msg.json<{ id: string }>();
        const response =
          this.station === undefined ? { ok: false, reason: 'unknown-station' } : { ok: true, ...this.station };
        msg.respond(JSON.stringify({ response, isDisposed: true, id }));
      },
    });
  }

  private async listenToFacts(): Promise<void> {
    this.messaging.nc.subscribe('fact.*', {
      callback: (_error, msg) => void this.facts.push(...msg.json<{ events: Fact[] }>().events),
    });
    await this.messaging.nc.flush();
  }
}

/** A PostgreSQL that a test may stop. */
export const ownPostgres = testPostgres;
