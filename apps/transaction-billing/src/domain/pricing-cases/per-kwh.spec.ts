import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('a price per kWh', () => {
  it('is exact and each line is rounded half up', () => {
    // 12.345 kWh x 0.35 = 4.32075 -> 4.32
    const tariff = tariffOf([element([component('ENERGY', '0.35')])]);
    expect(linesOf(priceOf(tariff, { from: '10:00', to: '11:00', wh: 12_345 }))).toEqual([
      ['energy', '12.345', '4.32'],
    ]);
    // 1.000 kWh x 1.005 = 1.005 -> 1.01 (as a double 1.005 is 1.00499..., hence 1.00)
    const tie = tariffOf([element([component('ENERGY', '1.005')])]);
    expect(priceOf(tie, { from: '10:00', to: '11:00', wh: 1_000 }).net).toBe('1.01');
  });

  it('knows currencies without minor digits and with three', () => {
    // 2.5 kWh x 33.3 = 83.25: JPY 83, VAT 20 % 16.6 -> 17, total 100; KWD 83.250, VAT 16.650, total 99.900
    const energy = [element([component('ENERGY', '33.3')])];
    const charged = { from: '10:00', to: '10:01', wh: 2_500 };
    expect(priceOf(tariffOf(energy, { currency: 'JPY', vatPercent: '20' }), charged).total).toBe('100');
    expect(priceOf(tariffOf(energy, { currency: 'KWD', vatPercent: '20' }), charged).total).toBe('99.900');
  });

  it('leaves out what was not used', () => {
    const tariff = tariffOf([element([component('ENERGY', '0.35')])]);
    expect(priceOf(tariff, { from: '10:00', to: '11:00' })).toMatchObject({ lines: [], total: '0.00' });
  });
});
