import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('an idle fee', () => {
  const tariff = tariffOf([element([component('PARKING_TIME', '6.00', { graceSeconds: 600 })])]);

  it('begins after the grace period', () => {
    // Full at 11:00, left at 11:45: 45 - 10 = 35 min x 6.00/h = 3.50
    const price = priceOf(tariff, { from: '10:00', to: '11:45', wh: 9_000, states: [['11:00', 'suspended-ev']] });
    expect(linesOf(price)).toEqual([['parking-time', '0.583333333', '3.50']]);
    expect(priceOf(tariff, { from: '10:00', to: '11:10', states: [['11:00', 'finishing']] }).lines).toEqual([]);
  });

  it('has one grace period a session, used up by all its parking', () => {
    // Parked 10:10-10:18 (8 min) and 11:00-11:30 (30 min): 38 - 10 = 28 min x 6.00/h = 2.80
    const price = priceOf(tariff, {
      from: '10:00',
      to: '11:30',
      states: [
        ['10:10', 'suspended-ev'],
        ['10:18', 'charging'],
        ['11:00', 'suspended-ev'],
      ],
    });
    expect(price.total).toBe('2.80');
  });

  it('does not run while the EVSE or the platform withholds energy', () => {
    // Parked 10:30-10:50 (20 min), EVSE suspends to 11:30, paused to 12:00, parked to 12:05: 25 - 10 = 15 min = 1.50
    const price = priceOf(tariff, {
      from: '10:00',
      to: '12:05',
      states: [
        ['10:30', 'suspended-ev'],
        ['10:50', 'suspended-evse'],
        ['11:30', 'paused'],
        ['12:00', 'finishing'],
      ],
    });
    expect(price.total).toBe('1.50');
  });
});
