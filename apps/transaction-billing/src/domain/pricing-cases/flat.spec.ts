import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('a flat fee', () => {
  it('is billed once a session, however long and however much', () => {
    // 1 x 2.50
    const tariff = tariffOf([element([component('FLAT', '2.50')])]);
    expect(linesOf(priceOf(tariff, { from: '10:00', to: '18:00', wh: 40_000 }))).toEqual([['flat', '1', '2.50']]);
    expect(priceOf(tariff, { from: '10:00', to: '10:00' }).total).toBe('2.50');
  });

  it('is that of the first moment at which one applies, and stays it', () => {
    // From the 60th minute on 3.00 would apply, before nothing: 59 min 59 s cost nothing, 61 min 3.00.
    const late = tariffOf([element([component('FLAT', '3.00')], { minDuration: 3_600 })]);
    expect(priceOf(late, { from: '10:00', to: '10:59:59' }).total).toBe('0.00');
    expect(priceOf(late, { from: '10:00', to: '11:01' }).total).toBe('3.00');
    // A session from 17:00 to 19:00 began before 18:00: 1.00, not 9.00.
    const evening = tariffOf([
      element([component('FLAT', '1.00')], { endTime: '18:00' }),
      element([component('FLAT', '9.00')]),
    ]);
    expect(linesOf(priceOf(evening, { from: '17:00', to: '19:00' }))).toEqual([['flat', '1', '1.00']]);
  });
});
