import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('days of 23 and 25 hours', () => {
  const zone = 'Europe/Berlin';
  const tariff = tariffOf([
    element([component('TIME', '10.00')], { startTime: '02:00', endTime: '03:00' }),
    element([component('TIME', '1.00')]),
  ]);
  const hourly = tariffOf([element([component('TIME', '1.00')])]);

  it('skip the hour that the spring day has not', () => {
    // 29 March 2026, 02:00 becomes 03:00: midnight to midnight is 23 h, none of them between 02:00 and 03:00.
    const day = { from: '2026-03-28T23:00:00Z', to: '2026-03-29T22:00:00Z', zone };
    expect(linesOf(priceOf(hourly, day))).toEqual([['time', '23', '23.00']]);
    expect(linesOf(priceOf(tariff, day))).toEqual([['time', '23', '23.00']]);
  });

  it('count the hour twice that the autumn day has twice', () => {
    // 25 October 2026, 03:00 becomes 02:00: 25 h, of which 2 are between 02:00 and 03:00: 2 x 10.00 + 23 x 1.00
    const day = { from: '2026-10-24T22:00:00Z', to: '2026-10-25T23:00:00Z', zone };
    expect(linesOf(priceOf(hourly, day))).toEqual([['time', '25', '25.00']]);
    expect(linesOf(priceOf(tariff, day))).toEqual([
      ['time', '2', '20.00'],
      ['time', '23', '23.00'],
    ]);
  });

  it('begin what starts within the skipped hour when the clock has jumped over it', () => {
    // From 02:30 on 6.00/h: the clock jumps from 02:00 to 03:00 at 01:00 UTC. 00:30-01:30 UTC: half an hour of it = 3.00
    const late = tariffOf([element([component('TIME', '6.00')], { startTime: '02:30', endTime: '05:00' })]);
    expect(priceOf(late, { from: '2026-03-29T00:30:00Z', to: '2026-03-29T01:30:00Z', zone }).total).toBe('3.00');
  });

  it('leave the time between on both sides of the change where it is', () => {
    // Night 22:00-06:00: of the autumn night 9 h, of the spring night 7 h.
    const night = tariffOf([element([component('TIME', '1.00')], { startTime: '22:00', endTime: '06:00' })]);
    expect(priceOf(night, { from: '2026-10-24T12:00:00Z', to: '2026-10-25T12:00:00Z', zone }).total).toBe('9.00');
    expect(priceOf(night, { from: '2026-03-28T12:00:00Z', to: '2026-03-29T12:00:00Z', zone }).total).toBe('7.00');
  });
});
