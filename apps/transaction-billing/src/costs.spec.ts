import { asks, type AskReply, type SessionSnapshot } from '@chargebus/contracts';
import { BillingBench, ended, energyTariff, snapshot } from './testing/billing-bench';

const at = (seq: number, epoch = 'log') => ({ epoch, seq, index: 0 });

describe('what billing says that drivers are told', () => {
  let bench: BillingBench;
  beforeAll(async () => {
    bench = await BillingBench.open();
    expect((await bench.api('/tariffs', energyTariff('0.30', { default: true }))).status).toBe(201);
  });
  afterAll(() => bench?.close());

  const tell = (kind: 'session.updated' | 'session.ended', session: SessionSnapshot, seq: number, more: object = {}) =>
    bench.publish(kind, { session, points: [], asOf: '2026-03-01T10:30:00.000Z', cause: at(seq), ...more });
  const count = (session: SessionSnapshot, seq: number, asOf = '2026-03-01T10:30:00.000Z') =>
    bench.publish('session.counted', { session, asOf, cause: at(seq) });
  /** Asks as a gateway does, with the report at `seq`. */
  const ask = (ref: string, seq: number, waitMs = 5_000): Promise<AskReply<typeof asks.costOfSession>> => {
    const link = { id: 'l', gatewayId: 'g', ocppVersion: '2.1' as const, transport: 'ws' as const };
    const identity = { tenantId: 'default', stationId: 'CP-1' };
    const data = { transactionRef: ref, seqNo: 1, triggerReason: 'MeterValuePeriodic', samples: [] };
    const receivedAt = '2026-03-01T10:30:00.000Z';
    const event = { kind: 'station.transaction.updated' as const, ...identity, link, receivedAt, data };
    return bench.messaging.ask(
      asks.costOfSession,
      { ...identity, event, position: at(seq), waitMs },
      { deadlineMs: waitMs + 500 },
    );
  };
  const costOf = async (sessionId: string): Promise<any> =>
    (await bench.api(`/station-costs?sessionId=${sessionId}`)).body.items[0];

  it('is answered once the report is counted, with tax, and finally what the bill says', async () => {
    const running = snapshot('told', { transactionRef: 'tx-told', energyWh: 10_000, meterStartWh: 500 });
    await bench.started(running);
    const early = ask('tx-told', 20);
    await tell('session.updated', running, 20, { points: [{ at: '2026-03-01T10:30:00.000Z', energyWh: 10_000 }] });
    // 10 kWh x 0.30 = 3.00, VAT 20 % 0.60
    const cost = { amount: '3.60', currency: 'EUR', final: false, at: '2026-03-01T10:30:00.000Z' };
    expect(await early).toEqual({ ok: true, cost: { ...cost, meterWh: 10_500, charging: true } });
    expect(await ask('tx-told', 21, 150)).toEqual({ ok: false, reason: 'not-read-in-time' });
    await tell('session.ended', ended('told', 20_000, { transactionRef: 'tx-told' }), 22);
    expect(await ask('tx-told', 22)).toMatchObject({ cost: { amount: '7.20', final: true } });
    // The answer to the end was lost: the station says it again.
    const again = ask('tx-told', 23);
    await count(ended('told', 20_000, { transactionRef: 'tx-told' }), 23);
    expect(await again).toMatchObject({ cost: { amount: '7.20', final: true } });
  });

  it('is answered by a report that changes nothing but the time, and that no bill hears of', async () => {
    const perHour = await bench.api('/tariffs', {
      ...{ name: 'time', currency: 'EUR', vatPercent: 20, assignments: [{ connectorId: 'CP-1/1/9' }] },
      elements: [{ priceComponents: [{ type: 'TIME', price: '6.00', stepSize: 1 }] }],
    });
    expect(perHour.status).toBe(201);
    const standing = snapshot('still', { transactionRef: 'tx-still', connectorId: 9 });
    await bench.started(standing);
    await tell('session.updated', standing, 25);
    // 30 min x 6.00 an hour = 3.00, VAT 0.60; ten minutes later 4.00 and 0.80
    expect(await ask('tx-still', 25)).toMatchObject({ cost: { amount: '3.60', final: false } });
    await count(standing, 26, '2026-03-01T10:40:00.000Z');
    expect(await ask('tx-still', 26)).toMatchObject({ cost: { amount: '4.80', at: '2026-03-01T10:40:00.000Z' } });
    // One that comes again is counted, and takes nothing back.
    await count(standing, 27);
    expect(await ask('tx-still', 27)).toMatchObject({ cost: { amount: '4.80' } });
    await tell('session.ended', ended('still', 0, { transactionRef: 'tx-still', connectorId: 9 }), 28);
    expect(await ask('tx-still', 28)).toMatchObject({ cost: { amount: '7.20', final: true } });
    const [last] = (await bench.published('session.priced')).reverse();
    const { transactionRef, endedAt } = last.data;
    expect([transactionRef, endedAt]).toEqual(['tx-still', '2026-03-01T11:00:00.000Z']);
  });

  it('is not what the session has cost that had the name before', async () => {
    await tell(
      'session.ended',
      ended('first', 1_000, { transactionRef: 'tx-twice', endedAt: '2026-03-01T10:20:00.000Z' }),
      31,
    );
    await bench.settled();
    expect(await ask('tx-twice', 31, 100)).toEqual({ ok: false, reason: 'not-read-in-time' });
    const second = snapshot('second', {
      transactionRef: 'tx-twice',
      startedAt: '2026-03-01T10:25:00.000Z',
      energyWh: 10_000,
    });
    const early = ask('tx-twice', 33);
    await bench.started(second);
    await tell('session.updated', second, 33, { points: [{ at: '2026-03-01T10:30:00.000Z', energyWh: 10_000 }] });
    expect(await early).toMatchObject({ cost: { amount: '3.60', final: false } });
  });

  it('is answered by a replica that does not read the station, too', async () => {
    const other = await bench.replica();
    const answers = Array.from({ length: 10 }, () => ask('tx-both', 30));
    await tell('session.ended', ended('both', 1_000, { transactionRef: 'tx-both' }), 30);
    for (const answer of await Promise.all(answers))
      expect(answer).toMatchObject({ cost: { amount: '0.36', final: true } });
    await other.close();
  });

  it('is nothing for a held bill, and 0 for what is free', async () => {
    const odd = {
      transactionRef: 'tx-odd',
      anomalies: [{ kind: 'meter-stop-missing', severity: 'affects-amount' as const }],
    };
    await tell('session.ended', ended('odd', 1_000, odd), 40);
    expect(await ask('tx-odd', 40)).toEqual({ ok: true, cost: null });
    await tell('session.ended', ended('free', 0, { transactionRef: 'tx-free' }), 41);
    expect(await ask('tx-free', 41)).toMatchObject({ ok: true, cost: { amount: '0.00', final: true } });
    expect(await ask('tx-nobody', 41, 100)).toEqual({ ok: false, reason: 'unknown-transaction' });
  });

  it('keeps what stations make of it themselves, and lists what differs', async () => {
    const stationCost = (inclTax: number) => ({
      stationCost: { totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', total: { inclTax } } },
    });
    await tell('session.updated', snapshot('agrees'), 50, stationCost(0.1));
    await tell('session.updated', snapshot('runs'), 51, stationCost(0.1));
    await tell('session.ended', ended('agrees', 1_000), 52, stationCost(0.36));
    await tell('session.ended', ended('differs', 1_000), 53, stationCost(0.5));
    await bench.settled();
    expect(await costOf('runs')).toMatchObject({ verdict: 'running', ours: null });
    expect(await costOf('agrees')).toMatchObject({ verdict: 'same', difference: '0.00', ours: { total: '0.36' } });
    const { items } = (await bench.api('/station-costs?differs=true')).body;
    expect(items).toMatchObject([
      { sessionId: 'differs', stationId: 'CP-1', verdict: 'differs', difference: '0.14', told: { total: '0.5' } },
    ]);
    expect(items[0].details).toEqual(stationCost(0.5).stationCost);
    // A correction that comes later is compared with what the station said.
    const held = { anomalies: [{ kind: 'meter-stop-missing', severity: 'affects-amount' as const }] };
    await tell('session.ended', ended('late', 2_000, held), 54, stationCost(0.36));
    await tell('session.ended', ended('late', 1_000), 55);
    await bench.settled();
    expect(await costOf('late')).toMatchObject({ verdict: 'same', ours: { total: '0.36' } });
    expect((await bench.api('/station-costs?verdict=wrong')).status).toBe(400);
  });
});
