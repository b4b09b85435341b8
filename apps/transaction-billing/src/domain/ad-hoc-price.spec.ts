import { toAdHocPrice } from './ad-hoc-price';

const tariff = { id: 't', version: 2, name: 'day', currency: 'EUR', vatPercent: '19' };

describe('the ad-hoc price of a tariff', () => {
  it('is each component per unit, without and with its own VAT, to the last digit, and when it counts', () => {
    const peak = { startTime: '17:00', endTime: '20:00' };
    const elements = [
      { priceComponents: [{ type: 'ENERGY' as const, price: '0.5', stepSize: 1 }], restrictions: peak },
      {
        priceComponents: [
          { type: 'FLAT' as const, price: '0.50', vat: '0', stepSize: 1 },
          { type: 'ENERGY' as const, price: '0.333', stepSize: 100 },
          { type: 'PARKING_TIME' as const, price: '6', stepSize: 60, graceSeconds: 600 },
        ],
      },
    ];
    expect(toAdHocPrice({ ...tariff, elements })).toEqual({
      ...{ tariffId: 't', version: 2, name: 'day', currency: 'EUR' },
      components: [
        {
          ...{ type: 'ENERGY', unit: 'kWh', price: '0.5', priceWithVat: '0.595', vatPercent: '19', stepSize: 1 },
          restrictions: peak,
        },
        { type: 'FLAT', unit: 'session', price: '0.50', priceWithVat: '0.5', vatPercent: '0', stepSize: 1 },
        { type: 'ENERGY', unit: 'kWh', price: '0.333', priceWithVat: '0.39627', vatPercent: '19', stepSize: 100 },
        {
          ...{ type: 'PARKING_TIME', unit: 'h', price: '6', priceWithVat: '7.14', vatPercent: '19', stepSize: 60 },
          graceSeconds: 600,
        },
      ],
    });
  });
});
