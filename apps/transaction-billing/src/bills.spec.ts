import { BillingBench, ended, energyTariff, snapshot } from './testing/billing-bench';
import { openForReplay } from './use-cases/replay-bills';

describe('what becomes of bills', () => {
  let bench: BillingBench;
  let numbersBefore: number;
  const odd = { anomalies: [{ kind: 'meter-stop-missing', severity: 'affects-amount' as const }] };
  const post = (id: string, verb: string, body: object): Promise<any> => bench.api(`/bills/${id}/${verb}`, body);
  const billed = async (sessionId: string, energyWh: number, more: object = {}): Promise<any> => {
    const { stationId = 'CP-1' } = more as { stationId?: string };
    await bench.started(snapshot(sessionId, { stationId }));
    await bench.finished(ended(sessionId, energyWh, more));
    return bench.billOf(sessionId);
  };

  beforeAll(async () => {
    bench = await BillingBench.open();
    await billed('before-any-tariff', 1_000);
    expect((await bench.api('/tariffs', energyTariff('0.30', { default: true }))).status).toBe(201);
    numbersBefore = (await billed('first', 1_000)).number;
  });
  afterAll(async () => {
    await bench?.close();
  });

  it('releases a held bill, once, with who and why', async () => {
    const held = await billed('released', 2_000, odd);
    expect(held).toMatchObject({ status: 'held', heldFor: 'anomaly', total: '0.72', number: null });
    expect(await post(held.id, 'release', {})).toMatchObject({ status: 400, body: { errors: [{ path: 'reason' }] } });
    const answers = await Promise.all([1, 2].map(() => post(held.id, 'release', { reason: 'read on site' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body } = await bench.api(`/bills/${held.id}`);
    expect(body).toMatchObject({ status: 'final', total: '0.72', number: expect.any(Number) });
    expect(body.entries).toMatchObject([
      { kind: 'held', heldFor: 'anomaly', number: null, total: '0.72', actor: { type: 'service', id: 'billing' } },
      { kind: 'released', number: body.number, reason: 'read on site', actor: { type: 'user' } },
    ]);
    expect(await post(held.id, 'release', { reason: 'again' })).toMatchObject({
      status: 409,
      body: { reason: 'not-held' },
    });
  });

  it('corrects a held bill without a tariff by naming one', async () => {
    const { id } = await bench.billOf('before-any-tariff');
    expect(await post(id, 'release', { reason: 'no' })).toMatchObject({ status: 409, body: { reason: 'no-amount' } });
    const nameless = await post(id, 'correct', { reason: 'which?' });
    expect(nameless).toMatchObject({ status: 422, body: { errors: [{ path: 'tariffId' }] } });
    const [tariff] = (await bench.api('/tariffs')).body.items;
    const { body } = await post(id, 'correct', { reason: 'it was meant', tariffId: tariff.id });
    // 1 kWh x 0.30 = 0.30, VAT 20 % 0.06
    expect(body).toMatchObject({ status: 'final', total: '0.36', tariff: { id: tariff.id, version: 1 } });
  });

  it('corrects a final bill by a credit note and a new one', async () => {
    const { id, number } = await billed('corrected', 10_000);
    // 10 kWh x 0.30 = 3.00 + 0.60; really 8: 2.40 + 0.48
    const { body } = await post(id, 'correct', { reason: 'the meter counted double', energyWh: 8_000 });
    expect(body).toMatchObject({ id, status: 'final', total: '2.88', number: number + 2 });
    expect(body.entries).toMatchObject([
      { kind: 'final', number, total: '3.60' },
      { kind: 'credited', number: number + 1, total: '-3.60', net: '-3.00', vat: '-0.60' },
      { kind: 'corrected', number: number + 2, total: '2.88', reason: 'the meter counted double' },
    ]);
    expect(body.entries[1].lines).toMatchObject([{ quantity: '-10', amount: '-3.00' }]);
  });

  it('credits a final bill, closes a held one, and neither changes any more', async () => {
    const final = await billed('credited', 1_000);
    const { body } = await post(final.id, 'credit', { reason: 'goodwill' });
    expect(body).toMatchObject({ status: 'credited', total: '0.36', number: final.number });
    expect(body.entries[1]).toMatchObject({ kind: 'credited', total: '-0.36', number: final.number + 1 });
    expect(await post(final.id, 'correct', { reason: 'no', energyWh: 1 })).toMatchObject({ status: 409 });
    const held = await billed('closed', 1_000, odd);
    const closed = (await post(held.id, 'credit', { reason: 'station under test' })).body;
    expect(closed).toMatchObject({ status: 'credited', number: null });
    expect(closed.entries[1]).toMatchObject({ kind: 'credited', number: null, total: null });
    const costs = (await bench.published('session.priced')).filter(({ data }) => data.sessionId === 'credited');
    expect(costs.at(-1).data.cost).toEqual({ amount: '0.00', net: '0.00', currency: 'EUR', final: true });
    expect(await post('00000000-0000-7000-8000-000000000000', 'credit', { reason: 'x' })).toMatchObject({
      status: 404,
    });
  });

  it('numbers final bills and credit notes without a gap, whatever was refused in between', async () => {
    const items = (await bench.api('/bills?limit=500')).body.items as any[];
    const all = await Promise.all(items.map(({ id }) => bench.api(`/bills/${id}`)));
    const numbers = all.flatMap(({ body }) => body.entries.map(({ number }: { number: number | null }) => number));
    const given = numbers.filter((number) => number !== null).sort((a, b) => a - b);
    expect(given.length).toBeGreaterThan(6);
    expect(given).toEqual(given.map((_, n) => numbersBefore + n));
  });

  it('prices time, parking and energy by the states and readings that came, in the zone of the station', async () => {
    // In New York (UTC-5 in February) 17:00-21:00 is peak; 21:30-23:30 UTC is 16:30-18:30 there.
    const tariff = {
      name: 'evening',
      currency: 'USD',
      vatPercent: '0',
      elements: [
        {
          priceComponents: [{ type: 'ENERGY', price: '0.50' }],
          restrictions: { startTime: '17:00', endTime: '21:00' },
        },
        {
          priceComponents: [
            { type: 'ENERGY', price: '0.25' },
            { type: 'TIME', price: '1.00' },
            { type: 'PARKING_TIME', price: '6.00', graceSeconds: 600 },
          ],
        },
      ],
      assignments: [{ stationId: 'CP-NY' }],
    };
    expect((await bench.api('/tariffs', tariff)).status).toBe(201);
    const where = { locationId: null, groups: [], tags: [], deleted: false, disabled: false };
    await bench.publish('station.changed', { stationId: 'CP-NY', timeZone: 'America/New_York', ...where });
    const at = (time: string): string => `2026-02-02T${time}:00.000Z`;
    const session = snapshot('evening', { stationId: 'CP-NY', startedAt: at('21:30') });
    const over = { stationId: 'CP-NY', startedAt: at('21:30'), endedAt: at('23:30') };
    const [first, second] = [at('21:45'), at('22:30')];
    await bench.started({ ...session, status: 'preparing' });
    await bench.updated({ ...session, energyWh: 1_000 }, first, [{ at: first, energyWh: 1_000 }]);
    await bench.updated({ ...session, energyWh: 4_000 }, second, [{ at: second, energyWh: 4_000 }]);
    await bench.updated({ ...session, energyWh: 4_000, status: 'suspended-evse' }, at('22:45'));
    await bench.updated({ ...session, energyWh: 4_000, status: 'suspended-ev' }, at('23:00'));
    await bench.finished(ended('evening', 4_000, over));
    // 16:30-16:45 1 kWh, 16:45-17:30 3 kWh of which 15 of 45 min before 17:00: 2 kWh x 0.25 = 0.50, 2 x 0.50 = 1.00;
    // charging 75 min x 1.00/h = 1.25; EVSE suspends 15 min free; parked 30 - 10 = 20 min x 6.00/h = 2.00
    expect((await bench.billOf('evening')).lines).toMatchObject([
      { kind: 'energy', quantity: '2', amount: '1.00', element: 0 },
      { kind: 'energy', quantity: '2', amount: '0.50', element: 1 },
      { kind: 'time', quantity: '1.25', amount: '1.25' },
      { kind: 'parking-time', amount: '2.00' },
    ]);

    // The same told out of order: the second reading first, the state late. All its facts make the same bill.
    const late = { ...session, id: 'late' };
    await bench.started({ ...late, status: 'preparing' });
    await bench.updated({ ...late, energyWh: 4_000 }, second, [{ at: second, energyWh: 4_000 }]);
    await bench.updated({ ...late, energyWh: 4_000 }, first, [{ at: first, energyWh: 1_000 }]);
    await bench.updated({ ...late, energyWh: 4_000, status: 'suspended-evse' }, at('22:45'));
    await bench.updated({ ...late, energyWh: 4_000, status: 'suspended-ev' }, at('23:00'));
    await bench.finished(ended('late', 4_000, over));
    const amounts = async (id: string): Promise<object> => {
      const { lines, net, vat, total } = await bench.billOf(id);
      return { lines, net, vat, total };
    };
    expect(await amounts('late')).toEqual(await amounts('evening'));
  });

  it('keeps the version a session started under, and gives the next to those that start later', async () => {
    const where = { stationId: 'CP-V' };
    const { body: first } = await bench.api('/tariffs', energyTariff('1.00', where));
    const during = { ...where, startedAt: new Date().toISOString(), endedAt: '2099-01-01T00:00:00.000Z' };
    await bench.started(snapshot('under-1', during));
    await bench.settled('CP-V');
    const changed = await bench.api(`/tariffs/${first.id}`, energyTariff('2.00', where), 'PUT');
    expect(changed).toMatchObject({ status: 200, body: { id: first.id, version: 2 } });
    await bench.finished(ended('under-1', 1_000, during));
    await bench.finished(ended('under-2', 1_000, { ...during, startedAt: new Date().toISOString() }));
    expect(await bench.billOf('under-1')).toMatchObject({ net: '1.00', tariff: { version: 1 } });
    expect(await bench.billOf('under-2')).toMatchObject({ net: '2.00', tariff: { version: 2 } });
    expect((await bench.api(`/tariffs/${first.id}?version=1`)).body.elements[0].priceComponents[0].price).toBe('1.00');
    // A version without assignments applies nowhere any more: the default is back.
    await bench.api(`/tariffs/${first.id}`, { ...energyTariff('2.00', where), assignments: [] }, 'PUT');
    await bench.finished(ended('under-3', 1_000, { ...during, startedAt: new Date().toISOString() }));
    expect(await bench.billOf('under-3')).toMatchObject({ net: '0.30' });
    const unknown = '00000000-0000-7000-8000-000000000000';
    expect((await bench.api(`/tariffs/${unknown}`, energyTariff('1', where), 'PUT')).status).toBe(404);
  });

  it('prices by the tariff of whoever pays, also where the cable was plugged in before a card was shown', async () => {
    await bench.api('/tariffs', energyTariff('0.10', { tokenGroupId: 'staff' }));
    const during = { startedAt: new Date().toISOString(), endedAt: '2099-01-01T00:00:00.000Z' };
    const half = { at: '2098-01-01T00:00:00.000Z', energyWh: 5_000 };
    await bench.started(snapshot('card-later', { ...during, token: null, authorization: null }));
    await bench.updated(snapshot('card-later', { ...during, token: null, energyWh: 5_000 }), half.at, [half]);
    const known = { ...during, tokenGroupId: 'staff' };
    await bench.updated(snapshot('card-later', { ...known, energyWh: 5_000 }), half.at);
    await bench.finished(ended('card-later', 10_000, known));
    // 10 kWh x 0.10 and not x 0.30; while it ran 5 kWh x 0.30 with VAT, then x 0.10.
    expect(await bench.billOf('card-later')).toMatchObject({ net: '1.00', total: '1.20' });
    await bench.settled();
    const told = (await bench.published('session.priced')).filter(({ data }) => data.sessionId === 'card-later');
    expect(told.map(({ data }) => data.cost.amount)).toEqual(['0.00', '1.80', '0.60', '1.20']);
  });

  it('shows the bills of sessions that run as open, and the bill that is made of one has its id', async () => {
    const at = '2026-03-01T10:20:00.000Z';
    await bench.started(snapshot('running'));
    await bench.updated(snapshot('running', { energyWh: 2_000 }), at, [{ at, energyWh: 2_000 }]);
    await bench.settled();
    const { items } = (await bench.api('/bills?status=open&sessionId=running')).body;
    expect(items).toMatchObject([{ status: 'open', number: null, total: '0.72', lines: [{ quantity: '2' }] }]);
    expect((await bench.api(`/bills/${items[0].id}`)).body).toEqual({ ...items[0], entries: [] });
    expect(await post(items[0].id, 'release', { reason: 'too early' })).toMatchObject({ status: 404 });
    expect((await bench.api('/bills?sessionId=running')).body.items).toEqual([]);
    await bench.finished(ended('running', 3_000));
    expect(await bench.billOf('running')).toMatchObject({ id: items[0].id, status: 'final', total: '1.08' });
    expect((await bench.api('/bills?status=open&sessionId=running')).body.items).toEqual([]);
  });

  it('makes bills by a tariff version as the database has it, after one that lost it gave its number again', async () => {
    const there = { stationId: 'CP-RESTORED' };
    await bench.api('/tariffs', energyTariff('0.30', there));
    expect(await billed('before-the-loss', 1_000, there)).toMatchObject({ total: '0.36' });
    const database = await openForReplay(bench.databaseUrl);
    await database.query(`UPDATE tariff SET elements = replace(elements::text, '0.30', '0.60')::jsonb
      WHERE name = 'energy at 0.30' AND id IN (SELECT tariff_id FROM tariff_assignment WHERE value = 'CP-RESTORED')`);
    await database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    await database.destroy();
    expect(await billed('after-the-loss', 1_000, there)).toMatchObject({ total: '0.72' });
  });

  it('previews a session by a given tariff, a stored one, or that of a place, and names what is wrong', async () => {
    const times = { startedAt: '2026-03-02T10:00:00Z', endedAt: '2026-03-02T11:00:00Z' };
    const here = await bench.api('/tariffs/preview', { stationId: 'CP-1', ...times, energyWh: 10_000 });
    expect(here).toMatchObject({ status: 200, body: { net: '3.00', vat: '0.60', total: '3.60', timeZone: 'UTC' } });
    const tariff = {
      currency: 'EUR',
      elements: [{ priceComponents: [{ type: 'PARKING_TIME', price: '6', graceSeconds: 300 }] }],
    };
    // Parked 10:30-11:00, 5 min free: 25 min x 6.00/h
    const states = [{ at: '2026-03-02T10:30:00Z', status: 'suspended-ev' }];
    const parked = await bench.api('/tariffs/preview', { tariff, ...times, states });
    expect(parked.body).toMatchObject({ tariff: null, total: '2.50', lines: [{ kind: 'parking-time' }] });
    const paths = async (body: object): Promise<string[]> =>
      (await bench.api('/tariffs/preview', body)).body.errors?.map(({ path }: { path: string }) => path);
    const points = [{ at: '2026-03-02T09:00:00Z', energyWh: 1 }];
    expect(await paths({ tariff, ...times, timeZone: 'Mars/Olympus' })).toEqual(['timeZone']);
    expect(await paths({ tariff, ...times, points })).toEqual(['points.0.at']);
    expect(await paths({ ...times, startedAt: times.endedAt, endedAt: times.startedAt })).toEqual([
      'endedAt',
      'tariffId',
    ]);
    expect(await paths({ tariff: { ...tariff, currency: 'XQQ' }, ...times })).toEqual(['tariff.currency']);
  });
});
