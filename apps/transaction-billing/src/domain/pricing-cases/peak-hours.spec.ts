import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('hours of the day', () => {
  it('part a session that charges into the peak, and out of it', () => {
    // 07:00-08:00 2 kWh, then 10 kW from 08:00 to 20:00 = 120 kWh, then 1 kWh to 21:00:
    // off peak 3 x 0.20 = 0.60, peak 120 x 0.40 = 48.00
    const tariff = tariffOf([
      element([component('ENERGY', '0.40')], { startTime: '08:00', endTime: '20:00' }),
      element([component('ENERGY', '0.20')]),
    ]);
    const price = priceOf(tariff, {
      from: '07:00',
      to: '21:00',
      curve: [
        ['08:00', 2_000],
        ['20:00', 122_000],
        ['21:00', 123_000],
      ],
    });
    expect(linesOf(price)).toEqual([
      ['energy', '120', '48.00'],
      ['energy', '3', '0.60'],
    ]);
  });

  it('split the energy between two readings in proportion to time', () => {
    // 07:45-08:05 3 kWh: 15 of 20 min before 08:00 = 2.25 x 0.20 = 0.45; 0.75 x 0.40 = 0.30
    const tariff = tariffOf([
      element([component('ENERGY', '0.40')], { startTime: '08:00' }),
      element([component('ENERGY', '0.20')]),
    ]);
    expect(linesOf(priceOf(tariff, { from: '07:45', to: '08:05', wh: 3_000 }))).toEqual([
      ['energy', '0.75', '0.30'],
      ['energy', '2.25', '0.45'],
    ]);
  });

  it('go over midnight, in the time zone of the station', () => {
    // Night 22:00-06:00 in Berlin (UTC+1 in March): 20:00-04:00 UTC is 21:00-05:00 there: 1 h of day, 7 h of night;
    // 8 kWh evenly: 1 x 0.40 = 0.40; 7 x 0.10 = 0.70
    const tariff = tariffOf([
      element([component('ENERGY', '0.10')], { startTime: '22:00', endTime: '06:00' }),
      element([component('ENERGY', '0.40')]),
    ]);
    const night = { from: '2026-03-02T20:00:00Z', to: '2026-03-03T04:00:00Z', wh: 8_000 };
    expect(linesOf(priceOf(tariff, { ...night, zone: 'Europe/Berlin' }))).toEqual([
      ['energy', '7', '0.70'],
      ['energy', '1', '0.40'],
    ]);
    // The same in UTC: 20:00-22:00 day, 6 h night: 2 x 0.40 = 0.80; 6 x 0.10 = 0.60
    expect(priceOf(tariff, night).total).toBe('1.40');
    // In Kathmandu (UTC+5:45) it is 01:45-09:45: 4.25 h night = 0.425 -> 0.43; 3.75 x 0.40 = 1.50
    expect(priceOf(tariff, { ...night, zone: 'Asia/Kathmandu' }).total).toBe('1.93');
  });
});
