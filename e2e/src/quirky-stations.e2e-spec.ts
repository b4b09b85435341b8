import { profiles, SimulatedStation, type ProfileName } from '@chargebus/station-simulator';
import { startPlatform, type Platform } from './support/platform';
import { until } from './support/until';

type Body = Record<string, any>;

/** What each kind of simulated station must leave in the trace: the names of what was forgiven it. */
const FORGIVEN: Record<ProfileName, readonly string[]> = {
  generic: [],
  'go-e': [],
  'meter-as-object': ['meter-value-as-object', 'value-as-number', 'unit-misspelt', 'context-unknown'],
  'kwh-as-wh': ['fraction-of-wh'],
  'zoneless-clock': ['time-without-zone', 'number-as-text'],
  'sloppy-frames': [
    'control-bytes',
    'control-bytes-in-id-tag',
    'vendor-empty',
    'model-too-long',
    'unknown-property',
    'info-null',
    'null-property',
  ],
  'boot-loop': [],
  'no-boot': [],
  'no-smart-charging': [],
};

/** Stations that bend the protocol as real ones do: each is understood, and its sessions and bills are as it counted them. */
describe('a station with quirks', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform();
    await platform.api.put('/tokens/CARD', { status: 'accepted' });
    await platform.api.post('/tariffs', {
      name: 'energy',
      currency: 'EUR',
      elements: [{ priceComponents: [{ type: 'ENERGY', price: '1.00' }] }],
      assignments: [{ default: true }],
    });
  });
  afterAll(async () => {
    expect(await platform?.stop()).toBe(0);
  });

  const remarksOf = async (id: string): Promise<Set<string>> => {
    const { body } = await platform.api.get(`/stations/${id}/messages?limit=500`);
    return new Set(body.items.flatMap(({ remarks }: Body) => remarks ?? []));
  };

  it.each(Object.keys(profiles) as ProfileName[])('%s charges, and is billed what it counted', async (profile) => {
    const id = `SIM-${profile}`;
    const station = new SimulatedStation({
      url: platform.stationsUrl,
      id,
      profile,
      speed: 600,
      seed: profile,
      configuration: { MeterValueSampleInterval: '60' },
    });
    await station.start();
    // One that was accepted elsewhere is asked to boot, and heard from then on.
    await until('the station to be accepted', () => station.counters.boots > 0 && station.ready);
    station.plugIn(1, { socPercent: 20, maxPowerW: 11_000, phases: 3, capacityWh: 60_000 });
    expect(await station.present('CARD', 1)).toBe('started');
    await until('some energy', () => station.meterWh(1) - (station.session(1)?.meterStartWh ?? 0) > 1_500);
    station.unplug(1);
    expect(await station.settled()).toBe(true);

    const [own] = station.ledger();
    expect(own).toMatchObject({ authorization: 'Accepted', givenUp: 0, acknowledged: { start: true, stop: true } });
    const energyWh = (own?.meterStopWh ?? 0) - (own?.meterStartWh ?? 0);
    const [session] = await until('the session', async () => {
      const { items } = (await platform.api.get(`/sessions?stationId=${id}`)).body;
      return items.length === 1 && items[0].status === 'ended' && (items as Body[]);
    });
    expect(session).toMatchObject({ token: 'CARD', energyWh, stopReason: 'ev-disconnected' });
    const bill = await until(
      'the bill',
      async () => (await platform.api.get(`/bills?sessionId=${session?.['id']}`)).body.items[0],
    );
    // Samples that contradict the registers may cost or save a driver a thousand times as much: somebody has a look first.
    const status = profile === 'kwh-as-wh' ? 'held' : 'final';
    expect(bill).toMatchObject({ status, total: (Math.round(energyWh / 10) / 100).toFixed(2) });
    await until('the trace to name what was forgiven', async () => {
      const remarks = await remarksOf(id);
      return FORGIVEN[profile].every((name) => remarks.has(name));
    });
    expect(station.faults()).toEqual([]);
    expect(station.counters).toMatchObject({ timeouts: 0, disconnects: 0 });
    await station.stop();
  });
});
