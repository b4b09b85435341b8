import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('a mixed tariff', () => {
  it('finds the first matching element for each dimension by itself', () => {
    // Berlin, Monday 2 March, 18:30-22:30 local (17:30-21:30 UTC). Peak 17-20 on working days: 0.50/kWh, else 0.30;
    // start fee 1.00; parking 4.00/h after 30 min of grace, but none after 22:00 local.
    // Curve: 18:30-20:00 15 kWh, 20:00-21:00 5 kWh, full at 21:00.
    // 15 x 0.50 = 7.50; 5 x 0.30 = 1.50; parked 21:00-22:00 60 - 30 = 30 min x 4.00/h = 2.00, 22:00-22:30 free.
    // net 1.00 + 7.50 + 1.50 + 2.00 = 12.00; VAT 19 % = 2.28; total 14.28
    const tariff = tariffOf(
      [
        element([component('PARKING_TIME', '0')], { startTime: '22:00', endTime: '08:00' }),
        element([component('ENERGY', '0.50')], {
          startTime: '17:00',
          endTime: '20:00',
          dayOfWeek: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'],
        }),
        element([
          component('FLAT', '1.00'),
          component('ENERGY', '0.30'),
          component('PARKING_TIME', '4.00', { graceSeconds: 1_800 }),
        ]),
      ],
      { vatPercent: '19' },
    );
    const price = priceOf(tariff, {
      from: '17:30',
      to: '21:30',
      curve: [
        ['19:00', 15_000],
        ['20:00', 20_000],
      ],
      states: [['20:00', 'suspended-ev']],
      zone: 'Europe/Berlin',
    });
    expect(linesOf(price)).toEqual([
      ['flat', '1', '1.00'],
      ['energy', '15', '7.50'],
      ['energy', '5', '1.50'],
      ['parking-time', '0.5', '0.00'],
      ['parking-time', '0.5', '2.00'],
    ]);
    expect([price.net, price.vat, price.total]).toEqual(['12.00', '2.28', '14.28']);
  });

  it('gives OCPI’s example of a start fee, energy and parking', () => {
    // OCPI 2.2.1: 0.50 (20 %), 20 kWh x 0.25 = 5.00 (10 %), 40 min parking in steps of 15 = 45 min x 2.00/h = 1.50 (20 %):
    // 7.00; VAT 20 % of 2.00 = 0.40 and 10 % of 5.00 = 0.50: 7.90
    const tariff = tariffOf([
      element([component('FLAT', '0.50', { vat: '20' })]),
      element([component('ENERGY', '0.25', { vat: '10' })]),
      element([component('PARKING_TIME', '2.00', { vat: '20', stepSize: 900 })]),
    ]);
    const price = priceOf(tariff, { from: '10:00', to: '12:40', wh: 20_000, states: [['12:00', 'suspended-ev']] });
    expect([price.net, price.total]).toEqual(['7.00', '7.90']);
  });
});
