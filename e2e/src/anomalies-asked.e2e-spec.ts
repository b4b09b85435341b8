import { event, read, start, stop } from './one-story/frames';
import { tellAndStay, tellFrames } from './one-story/told-frames';
import type { Answers, WireStation } from './one-story/wire-station';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Body = Record<string, any>;

const available201 = [
  'StatusNotification',
  { timestamp: '2026-03-01T11:00:00Z', connectorStatus: 'Available', evseId: 1, connectorId: 1 },
] as const;
const begun201 = [event('Started', 0, '10:00', 120_000), event('Updated', 1, '10:30', 122_500)];

/** Where frames alone do not tell what happened, the platform asks the station, or an operator says it. */
describe('a session whose record is not whole', () => {
  let platform: Platform;
  const stations: WireStation[] = [];
  beforeAll(async () => {
    platform = await startPlatform({ env: { FREE_GRACE_S: '1' } });
    await platform.api.put('/tokens/CARD', { status: 'accepted' });
    await platform.api.post('/tariffs', {
      ...{ name: 'energy', currency: 'EUR', assignments: [{ default: true }] },
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '1.00' }] }],
    });
  });
  afterAll(async () => {
    for (const station of stations) await station.close();
    expect(await platform?.stop()).toBe(0);
  });

  const sessionAt = (stationId: string, is: (session: Body) => boolean): Promise<Body> =>
    until(`the session of ${stationId}`, async () => {
      const { items } = (await platform.api.get(`/sessions?stationId=${stationId}`)).body;
      return items.length === 1 && is(items[0]) && items[0];
    });
  const kindsOf = (session: Body): string[] =>
    session['anomalies'].map(({ kind, severity }: Body) => `${kind}${severity === 'info' ? '' : '!'}`).sort();
  const billOf = ({ id }: Body): Promise<Body> =>
    until('its bill', async () => {
      const { items } = (await platform.api.get(`/bills?sessionId=${id}`)).body;
      return items[0]?.status !== 'open' && items[0];
    });
  /** A 2.0.1 station that is free although it told no end, and is asked what became of its transaction. */
  const freeAndAsked = async (id: string, status: Body): Promise<{ station: WireStation; answers: Answers }> => {
    const answers: Answers = { GetTransactionStatus: status };
    const told = { url: `${platform.stationsUrl}/${id}`, version: '2.0.1', model: id, answers } as const;
    const station = await tellAndStay(told, [...begun201, available201]);
    stations.push(station);
    const asked = (): unknown => station.calls.find(([, , action]) => action === 'GetTransactionStatus')?.[3];
    await until('the platform to ask', asked);
    expect(asked()).toEqual({ transactionId: 'tx-1' });
    return { station, answers };
  };
  const ended = event('Ended', 2, '11:00', 125_000);

  it('stays open while the station has messages of it waiting, and ends as those say', async () => {
    const { station } = await freeAndAsked('WAITING', { ongoingIndicator: false, messagesInQueue: true });
    await until('the next look', () => station.calls.length > 1);
    expect(kindsOf(await sessionAt('WAITING', ({ status }) => status !== 'ended'))).toEqual([]);
    await station.send([2, 'ended', ended[0], ended[1]]);
    const session = await sessionAt('WAITING', ({ status }) => status === 'ended');
    expect([session['energyWh'], kindsOf(session)]).toEqual([5_000, []]);
    expect(await billOf(session)).toMatchObject({ status: 'final', total: '5.00' });
  });

  it('stays open while the station says that it goes on', async () => {
    const { station } = await freeAndAsked('ONGOING', { ongoingIndicator: true, messagesInQueue: false });
    await station.send([2, 'free', available201[0], available201[1]]);
    await until('the next look', () => station.calls.length > 1);
    expect(kindsOf(await sessionAt('ONGOING', ({ status }) => status !== 'ended'))).toEqual([]);
  });

  it('is closed with the last that was read where the station has nothing more; a real end replaces the estimate', async () => {
    const { station } = await freeAndAsked('NOTHING-MORE', { ongoingIndicator: false, messagesInQueue: false });
    const estimated = await sessionAt('NOTHING-MORE', ({ status }) => status === 'ended');
    expect([estimated['energyWh'], kindsOf(estimated)]).toEqual([2_500, ['stop-missing!']]);
    expect(await billOf(estimated)).toMatchObject({ status: 'held' });
    await station.send([2, 'ended', ended[0], ended[1]]);
    const session = await sessionAt('NOTHING-MORE', ({ energyWh }) => energyWh === 5_000);
    expect(kindsOf(session)).toEqual([]);
    await until('its bill to be final', async () => (await billOf(session))['status'] === 'final');
  });

  it('ends as an operator says; the stop that comes later is flagged, and changes neither it nor its bill', async () => {
    const told = { url: `${platform.stationsUrl}/SET-END`, version: '1.6', model: 'SET-END' } as const;
    await tellFrames(told, [start('10:00'), read('10:30', '122500')]);
    const { id } = await sessionAt('SET-END', ({ energyWh }) => energyWh === 2_500);
    const repair = (body: object): Promise<Body> => platform.api.post(`/sessions/${id}/repair`, body);
    const set = { action: 'set-end', endedAt: '2026-03-01T11:00:00Z', meterStopWh: 124_000, reason: 'driver called' };
    expect(await repair(set)).toMatchObject({ status: 200, body: { energyWh: 4_000 } });
    expect(kindsOf(await sessionAt('SET-END', () => true))).toEqual(['end-set-by-operator']);
    // The label of the start that comes again is that of the session.
    await tellFrames(told, [start('10:00'), stop('11:30', 125_000)]);
    const flagged = await sessionAt('SET-END', (session) => kindsOf(session).includes('stop-after-repair!'));
    expect(flagged['energyWh']).toBe(4_000);
    expect(await billOf(flagged)).toMatchObject({ status: 'final', total: '4.00' });
    expect((await repair({ action: 'release', reason: 'looked at the meter' }))['status']).toBe(200);
    expect(kindsOf(await sessionAt('SET-END', () => true))).toEqual(['end-set-by-operator', 'stop-after-repair']);
    expect(await billOf(flagged)).toMatchObject({ total: '4.00' });
  });

  it('is given a stop that named another transaction, once', async () => {
    const told = { url: `${platform.stationsUrl}/MERGED`, version: '1.6', model: 'MERGED' } as const;
    const foreign = stop('11:00', 125_000, { transactionId: 999_999_999 });
    await tellFrames(told, [start('10:00'), read('10:30', '122500'), foreign]);
    const orphan = await until('the orphan', async () => {
      const { items } = (await platform.api.get('/orphan-reports?stationId=MERGED')).body;
      return items[0];
    });
    const { id } = await sessionAt('MERGED', ({ status }) => status !== 'ended');
    const merge = { action: 'merge-orphan', orphanId: orphan.id, reason: 'same register' };
    expect((await platform.api.post(`/sessions/${id}/repair`, merge)).status).toBe(200);
    const session = await sessionAt('MERGED', ({ status }) => status === 'ended');
    expect([session['energyWh'], kindsOf(session)]).toEqual([5_000, ['report-merged']]);
    expect((await platform.api.post(`/sessions/${id}/repair`, merge)).status).toBe(404);
  });
});
