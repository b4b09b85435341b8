import { asks } from '@chargebus/contracts';
import { BillingBench, ended, energyTariff, snapshot } from './testing/billing-bench';

describe('billing on a real log and database', () => {
  let bench: BillingBench;
  const api = async (path: string, body?: object): Promise<any> => {
    const answer = await bench.api(path, body);
    return { status: answer.status, ...answer.body };
  };

  beforeAll(async () => {
    bench = await BillingBench.open();
  });
  afterAll(async () => {
    await bench?.close();
  });

  it('holds the bill of a session without a tariff and shows no amount', async () => {
    await bench.started(snapshot('no-tariff'));
    await bench.finished(ended('no-tariff', 5_000));
    expect(await bench.billOf('no-tariff')).toMatchObject({
      status: 'held',
      heldFor: 'no-tariff',
      net: null,
      total: null,
      lines: [],
    });
  });

  it('bills a session once however often its end is told, and tells its cost as a fact', async () => {
    const { id, version } = await api('/tariffs', energyTariff('0.30', { default: true }));
    await bench.started(snapshot('once'));
    await bench.publish('session.updated', {
      session: snapshot('once', { energyWh: 1_000 }),
      asOf: '2026-03-01T10:30:00.000Z',
      points: [],
    });
    await bench.finished(ended('once', 2_000), 'the-end');
    await bench.finished(ended('once', 2_000), 'the-end');
    await bench.finished(ended('once', 9_000));
    // 2 kWh x 0.30 = 0.60, VAT 20 % = 0.12
    const bill = await bench.billOf('once');
    expect(bill).toMatchObject({ status: 'final', net: '0.60', vat: '0.12', total: '0.72', tariff: { id, version } });
    await bench.started(snapshot('after'));
    await bench.finished(ended('after', 1));
    await bench.billOf('after');
    // The corrected end, 9 kWh, changes nothing of the final bill; it shows what it would come to: 2.70, VAT 0.54.
    expect((await api('/bills?sessionId=once')).items).toEqual([
      { ...bill, difference: { net: '2.70', vat: '0.54', total: '3.24' } },
    ]);
    const costs = (await bench.published('session.priced'))
      .filter(({ data }) => data.sessionId === 'once')
      .map(({ data }) => data.cost);
    expect(costs).toEqual([
      { amount: '0.00', net: '0.00', currency: 'EUR', final: false },
      { amount: '0.36', net: '0.30', currency: 'EUR', final: false },
      { amount: '0.72', net: '0.60', currency: 'EUR', final: true },
    ]);
  });

  it('makes a held bill anew when the end of its session is corrected', async () => {
    await bench.started(snapshot('corrected'));
    await bench.finished(
      ended('corrected', 0, { anomalies: [{ kind: 'meter-stop-below-start', severity: 'affects-amount' }] }),
    );
    const held = await bench.billOf('corrected');
    expect(held).toMatchObject({ status: 'held', heldFor: 'anomaly' });
    await bench.finished(ended('corrected', 1_000));
    await bench.finished(ended('marker-0', 1));
    await bench.billOf('marker-0');
    expect(await bench.billOf('corrected')).toMatchObject({ id: held.id, status: 'final', total: '0.36' });
  });

  it('holds the bill of a session whose end it could not apply, and goes on with the others', async () => {
    await bench.started(snapshot('poison', { token: null }));
    await bench.updated(snapshot('poison', { token: 'LATER', energyWh: 300 }), '2026-03-01T10:10:00.000Z');
    await bench.updated(snapshot('poison', { token: 'LATER', energyWh: 700 }), '2026-03-01T10:20:00.000Z');
    await bench.finished(ended('poison', 1_000, { token: 'PostgreSQL keeps no \u0000' }));
    await bench.finished(ended('healthy', 1_000));
    expect(await bench.billOf('healthy')).toMatchObject({ status: 'final' });
    expect(await bench.billOf('poison')).toMatchObject({ status: 'held', heldFor: 'quarantined', total: null });
    // It is exported by what the reports before its end said.
    const exported = await (await bench.raw('/bills/export.csv?status=held')).text();
    const [row] = exported.split('\r\n').filter((line) => line.includes(',poison,'));
    expect(row).toContain(',poison,CP-1,1,1,,LATER,,2026-03-01T10:00:00.000Z,2026-03-01T11:00:00.000Z,700,');
    // An id begins with what it is of: the end, once replayed, tells of its bill under another than the hold was told under.
    const [held, made] = [await bench.toldBillOf('poison'), await bench.toldBillOf('healthy')];
    expect(held.id.slice(0, 18)).not.toBe(made.id.slice(0, 18));
    expect((await bench.toldBillOf('once')).id.slice(0, 18)).toBe(made.id.slice(0, 18));
  });

  it('keeps the tariff a session started under', async () => {
    await bench.started(snapshot('pinned'));
    const before = await bench.billOf('once');
    // The start is applied once a later fact of the same partition is.
    await bench.finished(ended('marker', 1));
    await bench.billOf('marker');
    await api('/tariffs', energyTariff('9.99', { stationId: 'CP-1' }));
    await bench.finished(ended('pinned', 1_000));
    expect((await bench.billOf('pinned')).tariff).toEqual(before.tariff);
  });

  it('knows where a station belongs from the registry', async () => {
    const { id } = await api('/tariffs', energyTariff('0.50', { groupId: 'fast' }));
    const session = { ...ended('grouped', 1_000), stationId: 'CP-FAST' };
    await bench.publish('station.changed', {
      stationId: 'CP-FAST',
      locationId: null,
      timeZone: null,
      groups: ['fast'],
      tags: [],
      deleted: false,
      disabled: false,
    });
    await bench.finished(session);
    expect((await bench.billOf('grouped')).tariff.id).toBe(id);
  });

  it('tells what a driver without a contract pays at each place now, and where nothing is known', async () => {
    const at = (stationId: string) => ({ stationId, evse: 1, connector: 1 });
    const ask = async (tenantId: string, stations: string[]): Promise<unknown[]> => {
      const question = { tenantId, places: stations.map(at) };
      const reply = await bench.messaging.ask(asks.adHocPrices, question, { deadlineMs: 5_000 });
      if (!reply.ok) throw new Error(reply.reason);
      return reply.prices.map((price) => price && [price.name, price.components]);
    };
    const energy = (price: string, priceWithVat: string) => [
      { type: 'ENERGY', unit: 'kWh', price, priceWithVat, vatPercent: '20', stepSize: 1 },
    ];
    expect(await ask('default', ['CP-FAST', 'CP-1', 'CP-9'])).toEqual([
      ['energy at 0.50', energy('0.50', '0.6')],
      ['energy at 9.99', energy('9.99', '11.988')],
      ['energy at 0.30', energy('0.30', '0.36')],
    ]);
    expect(await ask('another', ['CP-1'])).toEqual([null]);
    const many = Array.from({ length: 1_001 }, (_, n) => at(`CP-${n}`));
    const refused = await bench.messaging.ask(
      asks.adHocPrices,
      { tenantId: 'default', places: many },
      { deadlineMs: 5_000 },
    );
    expect(refused).toEqual({ ok: false, reason: 'too-many-places' });
  });

  it('reads what it missed while it was down, and its tariffs are still there', async () => {
    await bench.stop();
    await bench.started(snapshot('missed'));
    await bench.finished(ended('missed', 3_000));
    await bench.start();
    expect(await bench.billOf('missed')).toMatchObject({ status: 'final' });
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
