import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('step sizes', () => {
  it('round energy up once a session', () => {
    // OCPI 2.2.1: 20.45 kWh in steps of 100 Wh = 20.5 kWh x 0.25 = 5.125 -> 5.13
    const tariff = tariffOf([element([component('ENERGY', '0.25', { stepSize: 100 })])]);
    expect(linesOf(priceOf(tariff, { from: '10:00', to: '11:00', wh: 20_450 }))).toEqual([['energy', '20.5', '5.13']]);
  });

  it('of energy are those of the last component used, and round up the whole of the energy', () => {
    // Until 17:00 steps of 1000 Wh, then of 500: 16:00-18:00 12.3 kWh evenly, 6.15 before and 6.15 after.
    // 12.3 -> 12.5 kWh: 0.2 more at the last price: 6.15 x 0.20 = 1.23; 6.35 x 0.40 = 2.54; total 3.77
    const tariff = tariffOf([
      element([component('ENERGY', '0.20', { stepSize: 1_000 })], { endTime: '17:00' }),
      element([component('ENERGY', '0.40', { stepSize: 500 })]),
    ]);
    const price = priceOf(tariff, { from: '16:00', to: '18:00', wh: 12_300 });
    expect(linesOf(price)).toEqual([
      ['energy', '6.15', '1.23'],
      ['energy', '6.35', '2.54'],
    ]);
  });

  it('count once for time and parking together: parking that came last', () => {
    // OCPI 2.2.1: steps of 5 min; 21 min of charging, then 7 of parking: 21 min x 3.00/h = 1.05 and 10 min x 6.00/h = 1.00
    const tariff = tariffOf([
      element([component('TIME', '3.00', { stepSize: 300 }), component('PARKING_TIME', '6.00', { stepSize: 300 })]),
    ]);
    const price = priceOf(tariff, { from: '10:00', to: '10:28', states: [['10:21', 'suspended-ev']] });
    expect(linesOf(price)).toEqual([
      ['time', '0.35', '1.05'],
      ['parking-time', '0.166666667', '1.00'],
    ]);
  });

  it('count once for time and parking together: time that came last', () => {
    // 10 min charging, 3 parking, 8 charging: 18 min of time -> 20 x 3.00/h = 1.00; 3 min of parking x 6.00/h = 0.30
    const tariff = tariffOf([
      element([component('TIME', '3.00', { stepSize: 300 }), component('PARKING_TIME', '6.00', { stepSize: 300 })]),
    ]);
    const price = priceOf(tariff, {
      from: '10:00',
      to: '10:21',
      states: [
        ['10:10', 'suspended-ev'],
        ['10:13', 'charging'],
      ],
    });
    expect(linesOf(price).map(([kind, , amount]) => [kind, amount])).toEqual([
      ['time', '1.00'],
      ['parking-time', '0.30'],
    ]);
  });

  it('give the parking of OCPI’s example', () => {
    // OCPI 2.2.1 "3 euro per hour, 5 euro per hour parking": 150 min charging in steps of 1 min = 7.50 (10 % VAT 0.75),
    // 42 min parking in steps of 5 min = 45 min = 3.75 (20 % VAT 0.75): 11.25 without VAT, 12.75 with it
    const tariff = tariffOf([
      element([
        component('TIME', '3.00', { vat: '10', stepSize: 60 }),
        component('PARKING_TIME', '5.00', { vat: '20', stepSize: 300 }),
      ]),
    ]);
    const price = priceOf(tariff, { from: '10:00', to: '13:12', states: [['12:30', 'finishing']] });
    expect([price.net, price.vat, price.total]).toEqual(['11.25', '1.50', '12.75']);
  });
});
