import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('days', () => {
  it('of the week begin at local midnight', () => {
    // Saturday and Sunday 1.00/h, else 3.00/h. Friday 6 March 2026 22:00 to Saturday 03:00 in Berlin: 2 h x 3.00, 3 h x 1.00.
    const tariff = tariffOf([
      element([component('TIME', '1.00')], { dayOfWeek: ['SATURDAY', 'SUNDAY'] }),
      element([component('TIME', '3.00')]),
    ]);
    const price = priceOf(tariff, { from: '2026-03-06T21:00:00Z', to: '2026-03-07T02:00:00Z', zone: 'Europe/Berlin' });
    expect(linesOf(price)).toEqual([
      ['time', '3', '3.00'],
      ['time', '2', '6.00'],
    ]);
  });

  it('and hours are judged each by itself: a Friday night ends at midnight', () => {
    // FRIDAY 22:00-06:00 holds Friday 00:00-06:00 and 22:00-24:00. Friday 20:00 to Saturday 08:00: 2 h of 12 h at 5.00 = 10.00
    const tariff = tariffOf([
      element([component('TIME', '5.00')], { dayOfWeek: ['FRIDAY'], startTime: '22:00', endTime: '06:00' }),
    ]);
    expect(priceOf(tariff, { from: '2026-03-06T20:00:00Z', to: '2026-03-07T08:00:00Z' }).total).toBe('10.00');
  });

  it('of a date range include its start and not its end', () => {
    // 3 and 4 March at 2.00/h: 2 March 23:00 to 5 March 01:00 has 48 h of them = 96.00
    const tariff = tariffOf([element([component('TIME', '2.00')], { startDate: '2026-03-03', endDate: '2026-03-05' })]);
    expect(priceOf(tariff, { from: '2026-03-02T23:00:00Z', to: '2026-03-05T01:00:00Z' }).total).toBe('96.00');
  });
});
