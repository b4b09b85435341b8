import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('tiers by kWh', () => {
  const tiers = tariffOf([
    element([component('ENERGY', '0.00')], { maxKwh: '1' }),
    element([component('ENERGY', '0.30')], { minKwh: '1', maxKwh: '10.5' }),
    element([component('ENERGY', '0.20')]),
  ]);

  it('part the energy at their borders exactly, wherever the readings are', () => {
    // 20 kWh: 1 free, 9.5 x 0.30 = 2.85, 9.5 x 0.20 = 1.90
    const price = priceOf(tiers, {
      from: '10:00',
      to: '11:00',
      curve: [
        ['10:07', 3_333],
        ['11:00', 20_000],
      ],
    });
    expect(linesOf(price)).toEqual([
      ['energy', '1', '0.00'],
      ['energy', '9.5', '2.85'],
      ['energy', '9.5', '1.90'],
    ]);
  });

  it('give a border to the tier above it', () => {
    // Exactly 1 kWh is free; 1.001 kWh has 0.001 at 0.30 = 0.0003 -> 0.00; 2 kWh has 1 at 0.30.
    expect(priceOf(tiers, { from: '10:00', to: '11:00', wh: 1_000 }).lines.length).toBe(1);
    expect(priceOf(tiers, { from: '10:00', to: '11:00', wh: 1_001 }).lines[1]).toMatchObject({ quantity: '0.001' });
    expect(priceOf(tiers, { from: '10:00', to: '11:00', wh: 2_000 }).total).toBe('0.30');
  });

  it('of time begin at the moment the energy got there, linear between readings', () => {
    // 12 kWh evenly in 60 min: 3 kWh are reached after 15 min. 15 min x 2.00/h = 0.50; 45 min x 4.00/h = 3.00
    const tariff = tariffOf([
      element([component('TIME', '2.00')], { maxKwh: '3' }),
      element([component('TIME', '4.00')]),
    ]);
    expect(linesOf(priceOf(tariff, { from: '10:00', to: '11:00', wh: 12_000 }))).toEqual([
      ['time', '0.25', '0.50'],
      ['time', '0.75', '3.00'],
    ]);
  });
});
