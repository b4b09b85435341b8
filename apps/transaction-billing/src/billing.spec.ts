import { factSubject, partitionOf, type Fact, type SessionSnapshot } from '@chargebus/contracts';
import { testDatabase, testNats } from '@chargebus/embedded-infra';
import { connectMessaging, type Messaging } from '@chargebus/messaging';
import { runServices, type RunningServices } from '@chargebus/service-runtime';
import { billingService } from './index';

const TOKEN = 'billing-spec-admin';
const PARTITIONS = 2;

const snapshot = (id: string, more: Partial<SessionSnapshot> = {}): SessionSnapshot => ({
  id,
  stationId: 'CP-1',
  locationId: null,
  evseId: 1,
  connectorId: 1,
  token: 'CARD',
  tokenType: 'rfid',
  tokenGroupId: null,
  status: 'charging',
  failReason: null,
  authorization: 'accepted',
  startedAt: '2026-03-01T10:00:00.000Z',
  endedAt: null,
  meterStartWh: 0,
  meterStopWh: null,
  energyWh: 0,
  energyExportWh: 0,
  powerW: null,
  socPercent: null,
  stopReason: null,
  transactionRef: '7',
  reservationId: null,
  anomalies: [],
  ...more,
});
const ended = (id: string, energyWh: number, more: Partial<SessionSnapshot> = {}): SessionSnapshot =>
  snapshot(id, { status: 'ended', endedAt: '2026-03-01T11:00:00.000Z', energyWh, meterStopWh: energyWh, ...more });

describe('billing on a real log and database', () => {
  let nats: Awaited<ReturnType<typeof testNats>>;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let services: RunningServices;
  let messaging: Messaging;
  let factCount = 0;

  const start = (): Promise<RunningServices> =>
    runServices([billingService as never], {
      name: 'billing-spec',
      signals: false,
      overrides: {
        NATS_URL: nats.url,
        DATABASE_URL: database.url,
        PARTITIONS,
        API_PORT: 0,
        ADMIN_TOKEN: TOKEN,
        LOG_LEVEL: 'fatal',
      },
    });
  beforeAll(async () => {
    [nats, database] = await Promise.all([testNats(), testDatabase()]);
    services = await start();
    messaging = await connectMessaging({ url: nats.url, name: 'spec', partitions: PARTITIONS });
  });
  afterAll(async () => {
    await services?.close();
    await messaging?.drain();
    await nats?.stop();
    await database?.drop();
  });

  const publish = async (
    kind: 'session.started' | 'session.updated' | 'session.ended' | 'station.changed',
    data: object,
    id?: string,
  ) => {
    const { session, stationId = session?.stationId ?? '' } = data as { session?: SessionSnapshot; stationId?: string };
    const fact = {
      kind,
      id: id ?? `fact-${++factCount}`,
      tenantId: 'default',
      key: stationId,
      at: new Date().toISOString(),
      actor: { type: 'service', id: 'sessions' },
      data,
    } as Fact;
    const record = JSON.stringify({ v: 1, events: [fact] });
    await messaging.nc.jetstream().publish(factSubject(partitionOf('default', stationId, PARTITIONS)), record);
  };
  const started = (session: SessionSnapshot) => publish('session.started', { session });
  const finished = (session: SessionSnapshot, id?: string) => publish('session.ended', { session, points: [] }, id);
  const api = async (path: string, body?: object): Promise<any> => {
    const response = await fetch(`${services.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${TOKEN}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, ...((await response.json()) as object) };
  };
  const billOf = async (sessionId: string): Promise<any> => {
    for (
      const deadline = Date.now() + 8_000;
      Date.now() < deadline;
      await new Promise((resolve) => setTimeout(resolve, 10))
    ) {
      const { items } = await api(`/bills?sessionId=${sessionId}`);
      if (items.length > 0) return items[0];
    }
    throw new Error(`no bill of ${sessionId} in time`);
  };
  const published = async (kind: string): Promise<any[]> => {
    const manager = await messaging.nc.jetstreamManager();
    const { state } = await manager.streams.info('FACT');
    const facts: Fact[] = [];
    for (let seq = 1; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage('FACT', { seq });
      facts.push(...message.json<{ events: Fact[] }>().events);
    }
    return facts.filter((fact) => fact.kind === kind);
  };
  const energyTariff = (price: string, assignment: object) => ({
    name: `energy at ${price}`,
    currency: 'EUR',
    vatPercent: 20,
    elements: [{ priceComponents: [{ type: 'ENERGY', price }] }],
    assignments: [assignment],
  });

  it('holds the bill of a session without a tariff and shows no amount', async () => {
    await started(snapshot('no-tariff'));
    await finished(ended('no-tariff', 5_000));
    expect(await billOf('no-tariff')).toMatchObject({
      status: 'held',
      heldFor: 'no-tariff',
      net: null,
      total: null,
      lines: [],
    });
  });

  it('bills a session once however often its end is told, and tells its cost as a fact', async () => {
    const { id, version } = await api('/tariffs', energyTariff('0.30', { default: true }));
    await started(snapshot('once'));
    await publish('session.updated', {
      session: snapshot('once', { energyWh: 1_000 }),
      asOf: '2026-03-01T10:30:00.000Z',
      points: [],
    });
    await finished(ended('once', 2_000), 'the-end');
    await finished(ended('once', 2_000), 'the-end');
    await finished(ended('once', 9_000));
    // 2 kWh x 0.30 = 0.60, VAT 20 % = 0.12
    const bill = await billOf('once');
    expect(bill).toMatchObject({ status: 'final', net: '0.60', vat: '0.12', total: '0.72', tariff: { id, version } });
    await started(snapshot('after'));
    await finished(ended('after', 1));
    await billOf('after');
    // The corrected end, 9 kWh, changes nothing of the final bill; it shows what it would come to: 2.70, VAT 0.54.
    expect((await api('/bills?sessionId=once')).items).toEqual([
      { ...bill, difference: { net: '2.70', vat: '0.54', total: '3.24' } },
    ]);
    const costs = (await published('session.priced'))
      .filter(({ data }) => data.sessionId === 'once')
      .map(({ data }) => data.cost);
    expect(costs).toEqual([
      { amount: '0.00', net: '0.00', currency: 'EUR', final: false },
      { amount: '0.36', net: '0.30', currency: 'EUR', final: false },
      { amount: '0.72', net: '0.60', currency: 'EUR', final: true },
    ]);
  });

  it('makes a held bill anew when the end of its session is corrected', async () => {
    await started(snapshot('corrected'));
    await finished(
      ended('corrected', 0, { anomalies: [{ kind: 'meter-stop-below-start', severity: 'affects-amount' }] }),
    );
    const held = await billOf('corrected');
    expect(held).toMatchObject({ status: 'held', heldFor: 'anomaly' });
    await finished(ended('corrected', 1_000));
    await finished(ended('marker-0', 1));
    await billOf('marker-0');
    expect(await billOf('corrected')).toMatchObject({ id: held.id, status: 'final', total: '0.36' });
  });

  it('holds the bill of a session whose end it could not apply, and goes on with the others', async () => {
    await started(snapshot('poison'));
    await finished(ended('poison', 1_000, { token: 'PostgreSQL keeps no \u0000' }));
    await finished(ended('healthy', 1_000));
    expect(await billOf('healthy')).toMatchObject({ status: 'final' });
    expect(await billOf('poison')).toMatchObject({ status: 'held', heldFor: 'quarantined', total: null });
  });

  it('keeps the tariff a session started under', async () => {
    await started(snapshot('pinned'));
    const before = await billOf('once');
    // The start is applied once a later fact of the same partition is.
    await finished(ended('marker', 1));
    await billOf('marker');
    await api('/tariffs', energyTariff('9.99', { stationId: 'CP-1' }));
    await finished(ended('pinned', 1_000));
    expect((await billOf('pinned')).tariff).toEqual(before.tariff);
  });

  it('knows where a station belongs from the registry', async () => {
    const { id } = await api('/tariffs', energyTariff('0.50', { groupId: 'fast' }));
    const session = { ...ended('grouped', 1_000), stationId: 'CP-FAST' };
    await publish('station.changed', {
      stationId: 'CP-FAST',
      locationId: null,
      timeZone: null,
      groups: ['fast'],
      tags: [],
      deleted: false,
      disabled: false,
    });
    await finished(session);
    expect((await billOf('grouped')).tariff.id).toBe(id);
  });

  it('reads what it missed while it was down, and its tariffs are still there', async () => {
    await services.close();
    await started(snapshot('missed'));
    await finished(ended('missed', 3_000));
    services = await start();
    expect(await billOf('missed')).toMatchObject({ status: 'final' });
    expect((await api('/tariffs?limit=1')).items.length).toBe(1);
  });

  it('names what is wrong with a tariff', async () => {
    const twice = { type: 'ENERGY', price: '0.30' };
    const wrong = await api('/tariffs', {
      ...energyTariff('1', { default: true }),
      elements: [{ priceComponents: [twice, twice] }],
    });
    expect(wrong).toMatchObject({ status: 422, errors: [{ path: 'elements.0.priceComponents.1' }] });
    const unknown = await api('/tariffs', { ...energyTariff('1', { default: true }), currency: 'XQQ' });
    expect(unknown).toMatchObject({ status: 422, errors: [{ path: 'currency' }] });
    const unknownType = await api('/tariffs', {
      ...energyTariff('1', { default: true }),
      elements: [{ priceComponents: [{ type: 'SESSION', price: '1' }] }],
    });
    expect(unknownType).toMatchObject({ status: 400, errors: [{ path: 'elements.0.priceComponents.0.type' }] });
    expect(await api('/bills?from=yesterday')).toMatchObject({ status: 400, errors: [{ path: 'from' }] });
    expect(await api('/bills/not-a-bill')).toMatchObject({ status: 404 });
  });

  it('pages through bills without missing or repeating one', async () => {
    const all = (await api('/bills?limit=500')).items.map(({ id }: { id: string }) => id);
    const paged: string[] = [];
    for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
      const page: any = await api(`/bills?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
      paged.push(...page.items.map(({ id }: { id: string }) => id));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect(all.length).toBeGreaterThan(5);
  });
});
