import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('a price of time', () => {
  it('is told by the hour and billed by the second', () => {
    // 2.00 an hour, 90 min 1 s = 5401 s -> 5401/3600 h x 2.00 = 3.000555... -> 3.00
    const tariff = tariffOf([element([component('TIME', '2.00')])]);
    expect(linesOf(priceOf(tariff, { from: '10:00', to: '11:30:01' }))).toEqual([['time', '1.500277778', '3.00']]);
  });

  it('counts 0.12 a minute as 7.20 an hour', () => {
    // 17 min x 0.12 = 2.04
    const tariff = tariffOf([element([component('TIME', '7.20', { stepSize: 60 })])]);
    expect(priceOf(tariff, { from: '10:00', to: '10:16:30' }).total).toBe('2.04');
  });

  it('runs while the session charges and stands while the car, the EVSE or the platform does not let it', () => {
    // Charging 10:00-10:30, car full 10:30-10:50, EVSE suspends 10:50-11:00, charging 11:00-11:15, paused 11:15-12:00:
    // 30 + 15 = 45 min x 4.00 an hour = 3.00
    const tariff = tariffOf([element([component('TIME', '4.00')])]);
    const price = priceOf(tariff, {
      from: '10:00',
      to: '12:00',
      states: [
        ['10:30', 'suspended-ev'],
        ['10:50', 'suspended-evse'],
        ['11:00', 'charging'],
        ['11:15', 'paused'],
      ],
    });
    expect(linesOf(price)).toEqual([['time', '0.75', '3.00']]);
  });
});
