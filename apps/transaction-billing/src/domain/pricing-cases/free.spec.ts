import { component, element, priceOf, tariffOf } from './cases.fixture';

describe('a free tariff', () => {
  it('costs 0 and says so, as OCPI tells it: a flat fee of 0', () => {
    const price = priceOf(tariffOf([element([component('FLAT', '0.00')])]), { from: '10:00', to: '20:00', wh: 50_000 });
    expect(price).toMatchObject({ lines: [{ kind: 'flat', amount: '0.00' }], net: '0.00', vat: '0.00', total: '0.00' });
  });

  it('may be free for a while: the first 30 minutes', () => {
    // 10:00-11:00: 30 min free, 30 min x 3.00/h = 1.50
    const tariff = tariffOf([
      element([component('TIME', '0')], { maxDuration: 1_800 }),
      element([component('TIME', '3.00')]),
    ]);
    expect(priceOf(tariff, { from: '10:00', to: '11:00' }).total).toBe('1.50');
    expect(priceOf(tariff, { from: '10:00', to: '10:30' }).total).toBe('0.00');
  });

  it('prices nothing outside the hours of its only element', () => {
    // 1 kWh evenly from 17:00 to 19:00, priced until 18:00: 0.5 x 1.00
    const tariff = tariffOf([element([component('ENERGY', '1.00')], { endTime: '18:00' })]);
    expect(priceOf(tariff, { from: '17:00', to: '19:00', wh: 1_000 }).total).toBe('0.50');
  });
});
