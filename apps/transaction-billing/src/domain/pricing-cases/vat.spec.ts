import { component, element, priceOf, tariffOf } from './cases.fixture';

describe('VAT', () => {
  it('is taken once per rate from the sum of its rounded lines', () => {
    // FLAT 0.99 (20 %); 10.001 kWh x 0.333 = 3.330333 -> 3.33 (20 %); 61 min x 1.20/h = 1.22 (10 %)
    // net 5.54; 20 % of 4.32 = 0.864 -> 0.86, 10 % of 1.22 = 0.122 -> 0.12; total 6.52
    const tariff = tariffOf(
      [
        element([
          component('FLAT', '0.99'),
          component('ENERGY', '0.333'),
          component('TIME', '1.20', { vat: '10', stepSize: 60 }),
        ]),
      ],
      { vatPercent: '20' },
    );
    const price = priceOf(tariff, { from: '10:00', to: '11:01', wh: 10_001 });
    expect(price.lines.map(({ kind, vatPercent, amount }) => [kind, vatPercent, amount])).toEqual([
      ['flat', '20', '0.99'],
      ['energy', '20', '3.33'],
      ['time', '10', '1.22'],
    ]);
    expect([price.net, price.vat, price.total]).toEqual(['5.54', '0.98', '6.52']);
  });

  it('of 20 and of 20.0 percent is one rate', () => {
    // 0.02 and 0.02 at 20 %: 20 % of 0.04 = 0.008 -> 0.01, and not twice 0.004 -> 0.00
    const tariff = tariffOf([
      element([component('FLAT', '0.02', { vat: '20' }), component('ENERGY', '0.02', { vat: '20.0' })]),
    ]);
    expect(priceOf(tariff, { from: '10:00', to: '11:00', wh: 1_000 })).toMatchObject({ net: '0.04', vat: '0.01' });
  });
});
