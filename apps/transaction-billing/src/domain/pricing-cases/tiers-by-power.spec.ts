import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('tiers by power', () => {
  const tariff = tariffOf([
    element([component('ENERGY', '0.60'), component('TIME', '1.00')], { minPower: '50' }),
    element([component('ENERGY', '0.40')], { minPower: '11' }),
    element([component('ENERGY', '0.30')]),
  ]);

  it('go by the average power between two readings', () => {
    // 10:00-10:10 10 kWh = 60 kW: 10 x 0.60 = 6.00 and 10 min x 1.00/h = 0.17; 10:10-10:40 10 kWh = 20 kW: 4.00;
    // 10:40-11:40 5 kWh = 5 kW: 1.50
    const price = priceOf(tariff, {
      from: '10:00',
      to: '11:40',
      curve: [
        ['10:10', 10_000],
        ['10:40', 20_000],
        ['11:40', 25_000],
      ],
    });
    expect(linesOf(price)).toEqual([
      ['energy', '10', '6.00'],
      ['energy', '10', '4.00'],
      ['energy', '5', '1.50'],
      ['time', '0.166666667', '0.17'],
    ]);
  });

  it('take the minimum itself as reached and the maximum as not', () => {
    // 11 kWh in an hour is just 11 kW: 11 x 0.40 = 4.40. One Wh less: 10.999 x 0.30 = 3.2997 -> 3.30
    expect(priceOf(tariff, { from: '10:00', to: '11:00', wh: 11_000 }).total).toBe('4.40');
    expect(priceOf(tariff, { from: '10:00', to: '11:00', wh: 10_999 }).total).toBe('3.30');
    const below = tariffOf([element([component('ENERGY', '1.00')], { maxPower: '11' })]);
    expect(priceOf(below, { from: '10:00', to: '11:00', wh: 11_000 }).total).toBe('0.00');
  });
});
