import { SimulatedStation, type StationOptions } from '@chargebus/station-simulator';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Body = Record<string, any>;
/** 8 A on three phases. */
const LIMITED_W = 3 * 8 * 230;

/** Pause and resume, which OCPP does not know, on stations that are asked in the words of their versions. */
describe('a session is paused and resumed', () => {
  let platform: Platform;
  const stations: SimulatedStation[] = [];

  const session = async (id: string): Promise<Body> => (await platform.api.get(`/sessions/${id}`)).body;
  const command = async (id: string, body: object): Promise<Body> =>
    (await platform.api.post(`/stations/${encodeURIComponent(id)}/commands`, body)).body;
  const order = async (id: string, what: 'pause' | 'resume'): Promise<Body> => {
    const { status, body } = await platform.api.post(`/sessions/${id}/${what}`);
    expect({ what, status, body }).toMatchObject({ status: 200 });
    return body;
  };
  /** A station with a car that charges at full power, and its session. */
  const charge = async (o: Partial<StationOptions> & { id: string }): Promise<[SimulatedStation, Body]> => {
    const station = new SimulatedStation({ url: platform.stationsUrl, seed: o.id, maxPowerW: 11_000, speed: 60, ...o });
    stations.push(station);
    await station.start();
    station.plugIn(1, { socPercent: 10, maxPowerW: 11_000, phases: 3, capacityWh: 90_000 });
    expect(await station.present('CARD', 1)).toBe('started');
    const of = `/sessions?stationId=${encodeURIComponent(o.id)}&status=charging`;
    const running = await until('the session', async () => (await platform.api.get(of)).body['items'][0]);
    await until('full power', () => station.powerW(1) > 10_900);
    return [station, running];
  };

  beforeAll(async () => {
    platform = await startPlatform();
    await platform.api.put('/tokens/CARD', { status: 'accepted' });
  });
  afterAll(async () => {
    for (const station of stations) {
      expect([station.id, station.faults()]).toEqual([station.id, []]);
      await station.stop();
    }
    expect(await platform?.stop()).toBe(0);
  });

  it.each<Partial<StationOptions> & { id: string }>([
    { id: 'go-e 1', profile: 'go-e' },
    { id: 'EVSE-201', version: '2.0.1' },
  ])('at $id: nothing flows while it is paused, and the limit of before is back when it is resumed', async (o) => {
    const [station, { id }] = await charge(o);
    const limited = await command(o.id, {
      type: 'set-charging-profile',
      evseId: 1,
      profile: {
        id: 1,
        purpose: 'tx-default',
        stackLevel: 0,
        kind: 'relative',
        schedule: { unit: 'A', periods: [{ startS: 0, limit: 8 }] },
      },
    });
    expect(limited).toMatchObject({ status: 'accepted' });
    await until('8 A', () => Math.round(station.powerW(1)) === LIMITED_W);

    expect(await order(id, 'pause')).toMatchObject({ status: 'accepted', response: { confirmed: true } });
    expect(station.powerW(1)).toBe(0);
    expect(await session(id)).toMatchObject({ status: 'paused', endedAt: null, pause: { wanted: true } });
    expect(await order(id, 'resume')).toMatchObject({ status: 'accepted', response: { confirmed: true } });
    await until('8 A again', () => Math.round(station.powerW(1)) === LIMITED_W);
    expect(await session(id)).toMatchObject({ status: 'charging', pause: { wanted: false } });

    station.unplug(1);
    expect(await station.settled()).toBe(true);
    const [own] = station.ledger();
    const energyWh = (own?.meterStopWh ?? 0) - (own?.meterStartWh ?? 0);
    await until('its end', async () => (await session(id))['status'] === 'ended');
    expect(await session(id)).toMatchObject({ energyWh, anomalies: [], stopReason: 'ev-disconnected' });
    const again = await platform.api.post(`/sessions/${id}/pause`);
    expect(again).toMatchObject({ status: 409, body: { reason: 'session-ended' } });
  });

  it('at a station without smart charging it is unsupported, with the reason, and the session goes on', async () => {
    const [station, { id }] = await charge({ id: 'CORE', profile: 'no-smart-charging' });
    const reason = 'The station has no smart charging (SupportedFeatureProfiles)';
    expect(await order(id, 'pause')).toMatchObject({ status: 'unsupported', response: { reason, confirmed: false } });
    expect(await command('CORE', { type: 'identify' })).toMatchObject({ status: 'accepted' });
    expect(await order(id, 'pause')).toMatchObject({ status: 'unsupported', response: { reason } });
    expect(await session(id)).toMatchObject({ status: 'charging', pause: null });

    const stopped = await platform.api.post(`/sessions/${id}/pause`, { fallback: 'stop-and-restart' });
    expect(stopped.body).toMatchObject({ status: 'accepted', response: { did: 'stopped', reason } });
    await until('its end', async () => (await session(id))['status'] === 'ended');
    station.unplug(1);
    station.plugIn(1);
    const resumed = await order(id, 'resume');
    expect(resumed).toMatchObject({ status: 'accepted', response: { did: 'started-session' } });
    const { sessionId } = resumed['response'];
    await until('the session that follows', async () => (await session(sessionId))['status'] === 'charging');
    expect(await session(id)).toMatchObject({ pause: { restartedAs: sessionId } });
  });

  it('by itself a station suspends, and is shown suspended, not paused', async () => {
    const [, { id }] = await charge({ id: 'LOAD-1' });
    const schedule = { unit: 'W', periods: [{ startS: 0, limit: 0 }] };
    const profile = { id: 2, purpose: 'tx-default', stackLevel: 0, kind: 'relative', schedule };
    await command('LOAD-1', { type: 'set-charging-profile', evseId: 1, profile });
    await until('the suspension', async () => (await session(id))['status'] === 'suspended-evse');
    // Pausing it now is confirmed by what the station says when it is asked; resuming leaves it as it was.
    expect(await order(id, 'pause')).toMatchObject({ response: { confirmed: true } });
    expect(await session(id)).toMatchObject({ status: 'paused' });
    await platform.api.post(`/sessions/${id}/resume?waitS=1`);
    expect(await session(id)).toMatchObject({ status: 'suspended-evse', pause: { wanted: false } });
  });
});
