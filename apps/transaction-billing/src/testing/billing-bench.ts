import { factSubject, partitionOf, type Fact, type SessionSnapshot } from '@chargebus/contracts';
import { testDatabase, testNats } from '@chargebus/embedded-infra';
import { connectMessaging, type Messaging } from '@chargebus/messaging';
import { runServices, type RunningServices } from '@chargebus/service-runtime';
import { billingService } from '../index';
import { ended, snapshot } from './session-snapshots';

const TOKEN = 'billing-spec-admin';
const PARTITIONS = 2;

export { ended, snapshot };

/** Billing on a real log and database, with the end of the log at which other services tell their facts. */
export class BillingBench {
  private factCount = 0;
  /** When the facts that are published say that they were told. */
  tellTime = (): string => new Date().toISOString();

  private constructor(
    private readonly nats: Awaited<ReturnType<typeof testNats>>,
    private readonly database: Awaited<ReturnType<typeof testDatabase>>,
    readonly messaging: Messaging,
    private services: RunningServices,
    private readonly settings: Settings,
  ) {}

  /** @param settings - variables of the service beside those that every spec needs */
  static async open(settings: Settings = {}): Promise<BillingBench> {
    const [nats, database] = await Promise.all([testNats(), testDatabase()]);
    const services = await run(nats.url, database.url, settings);
    const messaging = await connectMessaging({ url: nats.url, name: 'spec', partitions: PARTITIONS });
    return new BillingBench(nats, database, messaging, services, settings);
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  /** A second replica beside the first. */
  replica(): Promise<RunningServices> {
    return run(this.nats.url, this.database.url, this.settings);
  }

  async stop(): Promise<void> {
    await this.services.close();
  }

  async start(): Promise<void> {
    this.services = await run(this.nats.url, this.database.url, this.settings);
  }

  async close(): Promise<void> {
    await this.services.close();
    await this.messaging.drain();
    await this.nats.stop();
    await this.database.drop();
  }

  publish = async (
    kind: 'session.started' | 'session.updated' | 'session.ended' | 'session.counted' | 'station.changed',
    data: object,
    id?: string,
  ): Promise<void> => {
    const { session, stationId = session?.stationId ?? '' } = data as { session?: SessionSnapshot; stationId?: string };
    const fact = {
      kind,
      id: id ?? `fact-${++this.factCount}`,
      tenantId: 'default',
      key: stationId,
      at: this.tellTime(),
      actor: { type: 'service', id: 'sessions' },
      data,
    } as Fact;
    const record = JSON.stringify({ v: 1, events: [fact] });
    await this.messaging.nc
      .jetstream({ timeout: 30_000 })
      .publish(factSubject(partitionOf('default', stationId, PARTITIONS)), record);
  };

  started = (session: SessionSnapshot): Promise<void> => this.publish('session.started', { session });
  updated = (session: SessionSnapshot, asOf: string, points: object[] = []): Promise<void> =>
    this.publish('session.updated', { session, asOf, points });
  finished = (session: SessionSnapshot, id?: string, points: object[] = []): Promise<void> =>
    this.publish('session.ended', { session, points }, id);

  /** A call of the API: GET, or POST with a body. */
  api = async (path: string, body?: object, method = body ? 'POST' : 'GET', headers: object = {}): Promise<any> => {
    const response = await this.raw(path, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };

  raw = (path: string, { headers, ...init }: RequestInit = {}): Promise<Response> =>
    fetch(`${this.services.url}/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${TOKEN}`, ...(headers as Record<string, string>) },
    });

  billOf = async (sessionId: string): Promise<any> => {
    for (const deadline = Date.now() + 60_000; Date.now() < deadline;) {
      const { items } = (await this.api(`/bills?sessionId=${sessionId}`)).body;
      if (items.length > 0) return items[0];
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`no bill of ${sessionId} in time`);
  };

  /** The first fact about a session's bill, once it is in the log. */
  toldBillOf = async (sessionId: string): Promise<any> => {
    for (let attempt = 0; attempt < 1_000; attempt++) {
      const told = (await this.published('bill.changed')).find(({ data }) => data.sessionId === sessionId);
      if (told !== undefined) return told;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`nothing told of the bill of ${sessionId} in time`);
  };

  /** Waits until all is applied that was published of station `CP-1`, or the given one. */
  settled = async (stationId = 'CP-1'): Promise<void> => {
    const id = `marker-${++this.factCount}`;
    await this.finished(ended(id, 1, { stationId }));
    await this.billOf(id);
  };

  /** The facts of a kind in the log, those that billing published and those told to it. */
  published = async (kind: string): Promise<any[]> => {
    const manager = await this.messaging.nc.jetstreamManager({ timeout: 30_000 });
    const { state } = await manager.streams.info('FACT');
    const facts: Fact[] = [];
    for (let seq = 1; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage('FACT', { seq });
      facts.push(...message.json<{ events: Fact[] }>().events);
    }
    return facts.filter((fact) => fact.kind === kind);
  };
}

type Settings = Readonly<Record<string, string | number | boolean>>;

const run = (natsUrl: string, databaseUrl: string, settings: Settings): Promise<RunningServices> =>
  runServices([billingService as never], {
    name: 'billing-spec',
    signals: false,
    overrides: {
      NATS_URL: natsUrl,
      DATABASE_URL: databaseUrl,
      PARTITIONS,
      API_PORT: 0,
      ADMIN_TOKEN: TOKEN,
      LOG_LEVEL: 'fatal',
      ...settings,
    },
  });

export const energyTariff = (price: string, assignment: object) => ({
  name: `energy at ${price}`,
  currency: 'EUR',
  vatPercent: 20,
  elements: [{ priceComponents: [{ type: 'ENERGY', price }] }],
  assignments: [assignment],
});
