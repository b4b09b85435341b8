import { currentOf, decidePointState, maxPowerKw, type PointFacts } from './charging-point';

describe('a charging point', () => {
  const state = (o: Partial<PointFacts>) => {
    const connectors = [{ status: 'available' as const }];
    const facts = { stationOnline: true, stationStatus: null, connectors, hasSession: false, ...o };
    return Object.values(decidePointState(facts));
  };

  it.each<[string, Partial<PointFacts>, string, string]>([
    ['is free', {}, 'operational', 'not-in-use'],
    ['has a session', { hasSession: true }, 'operational', 'in-use'],
    ['has a car', { connectors: [{ status: 'occupied' }] }, 'operational', 'in-use'],
    ['is reserved', { connectors: [{ status: 'reserved' }] }, 'operational', 'in-use'],
    ['is offline', { stationOnline: false }, 'out-of-order', 'not-in-use'],
    ['is faulted', { connectors: [{ status: 'faulted' }] }, 'out-of-order', 'not-in-use'],
    [
      'has one connector left',
      { connectors: [{ status: 'faulted' }, { status: 'available' }] },
      'operational',
      'not-in-use',
    ],
    ['is of a station that is down', { stationStatus: 'unavailable' }, 'out-of-order', 'not-in-use'],
    ['was never heard of', { connectors: [{ status: null }] }, 'out-of-order', 'not-in-use'],
  ])('that %s', (_title, facts, ...expected) => {
    expect(state(facts)).toEqual(expected);
  });

  it('has the current of its connector and the power of its strongest', () => {
    expect([currentOf('DC'), currentOf('AC_3_PHASE'), currentOf(null)]).toEqual(['DC', 'AC', null]);
    expect(maxPowerKw([{ maxPowerW: 22_000 }, { maxPowerW: 150_000 }, { maxPowerW: null }])).toBe(150);
    expect(maxPowerKw([{ maxPowerW: null }])).toBeNull();
  });
});
