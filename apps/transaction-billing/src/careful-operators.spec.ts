import { BillingBench, ended, energyTariff, snapshot } from './testing/billing-bench';

/** What protects operators from their own mistakes: repeats, deletions, and tariffs that contradict themselves. */
describe('what operators send to billing', () => {
  let bench: BillingBench;
  const post = (path: string, body: object, key?: string): Promise<any> =>
    bench.api(path, body, 'POST', key === undefined ? {} : { 'idempotency-key': key });
  const billed = async (sessionId: string, energyWh: number, more: object = {}): Promise<any> => {
    await bench.started(snapshot(sessionId, more));
    await bench.finished(ended(sessionId, energyWh, more));
    return bench.billOf(sessionId);
  };
  const now = (): object => ({ startedAt: new Date().toISOString(), endedAt: '2099-01-01T00:00:00.000Z' });

  beforeAll(async () => {
    bench = await BillingBench.open();
    expect((await bench.api('/tariffs', energyTariff('0.30', { default: true }))).status).toBe(201);
  });
  afterAll(async () => {
    await bench?.close();
  });

  it('changes a bill once however often the same request comes, and refuses another one under its key', async () => {
    const { id, number } = await billed('repeated', 10_000);
    const correction = { reason: 'the meter counted double', energyWh: 5_000 };
    const answers = await Promise.all([1, 2, 3].map(() => post(`/bills/${id}/correct`, correction, 'K1')));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]).toMatchObject({ status: 200, body: { total: '1.80', number: number + 2 } });
    expect(answers[0].body.entries.map(({ kind }: { kind: string }) => kind)).toEqual([
      'final',
      'credited',
      'corrected',
    ]);
    for (const [verb, body] of [
      ['correct', { ...correction, energyWh: 4_000 }],
      ['credit', { reason: correction.reason }],
    ] as const) {
      expect(await post(`/bills/${id}/${verb}`, body, 'K1')).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'Idempotency-Key', message: 'was used for another request' }] },
      });
    }
    // A refusal uses no key up: what made it may change.
    const release = { reason: 'please' };
    expect((await post(`/bills/${id}/release`, release, 'K2')).status).toBe(409);
    const held = await billed('held', 1_000, {
      anomalies: [{ kind: 'meter-stop-missing', severity: 'affects-amount' }],
    });
    expect((await post(`/bills/${held.id}/release`, release, 'K2')).body).toMatchObject({ status: 'final' });
    expect((await post(`/bills/${held.id}/release`, release, 'K2')).body).toMatchObject({ status: 'final' });
    const credit = { reason: 'goodwill' };
    const [first, again] = [
      await post(`/bills/${id}/credit`, credit, 'K3'),
      await post(`/bills/${id}/credit`, credit, 'K3'),
    ];
    expect(again).toEqual(first);
    expect(first.body).toMatchObject({ status: 'credited' });
    expect((await post(`/bills/${id}/credit`, credit, 'not a key')).status).toBe(400);
  });

  it('makes the bill of a refused token that charged all the same final when an operator releases it', async () => {
    const held = await billed('refused', 2_000, { authorization: 'blocked' });
    expect(held).toMatchObject({ status: 'held', heldFor: 'refused-token-with-energy', total: '0.72' });
    const { body } = await post(`/bills/${held.id}/release`, { reason: 'the card is known' });
    expect(body).toMatchObject({ status: 'final', total: '0.72', number: expect.any(Number) });
    expect(body.entries.at(-1)).toMatchObject({ kind: 'released', reason: 'the card is known' });
    // Its end told again does not hold it again.
    await bench.finished(ended('refused', 2_000, { authorization: 'blocked' }));
    await bench.settled();
    const after = await bench.billOf('refused');
    expect(after).toMatchObject({ status: 'final' });
    expect(after.difference).toBeUndefined();
  });

  it('deletes a tariff for sessions to come, and keeps its versions for those that had it', async () => {
    const where = { stationId: 'CP-D' };
    const { id } = (await bench.api('/tariffs', energyTariff('1.00', where))).body;
    const during = { ...where, ...now() };
    await bench.started(snapshot('runs-on', during));
    await bench.settled('CP-D');
    expect(await bench.api(`/tariffs/${id}`, undefined, 'DELETE')).toEqual({ status: 204, body: undefined });
    await bench.finished(ended('runs-on', 1_000, during));
    await bench.finished(ended('comes-later', 1_000, { ...where, ...now() }));
    expect(await bench.billOf('runs-on')).toMatchObject({ net: '1.00', tariff: { id } });
    expect(await bench.billOf('comes-later')).toMatchObject({ net: '0.30' });
    expect((await bench.api(`/tariffs/${id}`)).status).toBe(404);
    expect((await bench.api(`/tariffs/${id}?version=1`)).body).toMatchObject({ id, deletedAt: expect.any(String) });
    expect((await bench.api(`/tariffs/${id}`, energyTariff('1.00', where), 'PUT')).status).toBe(404);
    expect((await bench.api(`/tariffs/${id}`, undefined, 'DELETE')).status).toBe(404);
    const runsOn = await bench.billOf('runs-on');
    expect((await post(`/bills/${runsOn.id}/correct`, { reason: 'more', energyWh: 2_000 })).body.net).toBe('2.00');
    expect((await bench.published('tariff.deleted')).map(({ data }) => data)).toEqual([{ tariffId: id, version: 1 }]);
  });

  it('says so before the only default tariff is deleted, and bills are held after it is', async () => {
    const all = (await bench.api('/tariffs')).body.items as { id: string; assignments: object[] }[];
    const [only] = all.filter(({ assignments }) => assignments.some((one) => 'default' in one));
    const refused = await bench.api(`/tariffs/${only!.id}`, undefined, 'DELETE');
    expect(refused).toMatchObject({ status: 409, body: { reason: 'only-default' } });
    const second = (await bench.api('/tariffs', energyTariff('0.40', { default: true }))).body;
    // Two deletions at once: one of them is told that it would take the last default.
    const statuses = await Promise.all(
      [only!.id, second.id].map(async (id) => (await bench.api(`/tariffs/${id}`, undefined, 'DELETE')).status),
    );
    expect(statuses.sort()).toEqual([204, 409]);
    const [left] = (await bench.api('/tariffs')).body.items;
    expect((await bench.api(`/tariffs/${left.id}?leaveNoDefault=true`, undefined, 'DELETE')).status).toBe(204);
    await bench.finished(ended('nothing-left', 1_000, now()));
    expect(await bench.billOf('nothing-left')).toMatchObject({ status: 'held', heldFor: 'no-tariff', total: null });
  });

  it('refuses a tariff that contradicts itself or says what it cannot mean, and names each fault', async () => {
    const faultsOf = async (tariff: object): Promise<Record<string, string>> => {
      const { status, body } = await bench.api('/tariffs', tariff);
      expect([400, 422]).toContain(status);
      return Object.fromEntries(body.errors.map(({ path, message }: any) => [path, message]));
    };
    const energy = (price: string, restrictions?: object) => ({
      priceComponents: [{ type: 'ENERGY', price }],
      ...(restrictions && { restrictions }),
    });
    const tariff = energyTariff('0.30', { default: true });
    const negative = { ...tariff, vatPercent: '-1', minPrice: { exclVat: '-2' }, elements: [energy('-0.30')] };
    expect(await faultsOf(negative)).toMatchObject({
      vatPercent: 'must not be negative',
      'elements.0.priceComponents.0.price': 'must not be negative',
      'minPrice.exclVat': 'must not be negative',
    });
    const crossing = [
      energy('0.30', { startTime: '08:00', endTime: '18:00' }),
      energy('0.40', { startTime: '16:00', endTime: '22:00' }),
      energy('0.50'),
      energy('0.60'),
    ];
    expect(await faultsOf({ ...tariff, currency: 'XQQ' })).toEqual({ currency: 'XQQ is no ISO 4217 currency' });
    expect(await faultsOf({ ...tariff, elements: crossing })).toEqual({
      'elements.1.priceComponents.0': expect.stringMatching(/overlaps elements\.0/),
      'elements.3.priceComponents.0': expect.stringMatching(/can never apply/),
    });
    const current = [energy('0.30', { minCurrent: 16, maxCurrent: 32, maxSpeed: 1 })];
    const at = 'elements.0.restrictions';
    expect(await faultsOf({ ...tariff, elements: current })).toEqual({
      [`${at}.minCurrent`]: expect.stringMatching(/not supported.*minPower/),
      [`${at}.maxCurrent`]: expect.stringMatching(/not supported.*maxPower/),
      [`${at}.maxSpeed`]: 'is not a known field',
    });
    const times = { startedAt: '2026-03-02T10:00:00Z', endedAt: '2026-03-02T11:00:00Z' };
    const zone = await bench.api('/tariffs/preview', { tariff, ...times, timeZone: 'Europe/Atlantis' });
    expect(zone.body.errors).toContainEqual({ path: 'timeZone', message: expect.stringContaining('IANA time zone') });
    expect((await bench.api('/tariffs')).body.items).toEqual([]);
  });
});
