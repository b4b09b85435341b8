import { priceSession, type ChargedSession } from './price-session';
import type { PriceComponent, TariffVersion } from './tariff';

const tariff = (priceComponents: PriceComponent[], more: Partial<TariffVersion> = {}): TariffVersion => ({
  id: 't1',
  version: 1,
  name: 'test',
  currency: 'EUR',
  vatPercent: '20',
  elements: [{ priceComponents }],
  ...more,
});
const session = (energyWh: number, minutes: number): ChargedSession => ({
  startedAt: '2026-03-01T10:00:00.000Z',
  until: new Date(Date.UTC(2026, 2, 1, 10, minutes)).toISOString(),
  energyWh,
});

describe('priceSession', () => {
  it('prices energy per kWh and adds VAT', () => {
    // 12.345 kWh x 0.35 = 4.32075 -> 4.32; VAT 20 % of 4.32 = 0.864 -> 0.86; total 5.18
    const price = priceSession(session(12_345, 60), tariff([{ type: 'ENERGY', price: '0.35', stepSize: 1 }]));
    expect(price).toEqual({
      lines: [{ kind: 'energy', quantity: '12.345', unit: 'kWh', unitPrice: '0.35', vatPercent: '20', amount: '4.32' }],
      net: '4.32',
      vat: '0.86',
      total: '5.18',
      currency: 'EUR',
    });
  });

  it('rounds a tie away from zero, where a binary float would lose the cent', () => {
    // 1.000 kWh x 1.005 = 1.005 -> 1.01 (1.005 as a double is 1.00499..., hence 1.00)
    const price = priceSession(session(1_000, 60), tariff([{ type: 'ENERGY', price: '1.005', stepSize: 1 }]));
    expect(price.net).toBe('1.01');
  });

  it('prices flat, energy and time together, each line rounded, VAT once per rate', () => {
    // FLAT 1 x 0.99 = 0.99 (20 %); ENERGY 10.001 x 0.333 = 3.330333 -> 3.33 (20 %); TIME 61 min = 1.01666.. h x 1.20 = 1.22 (10 %)
    // net 5.54; VAT 20 % of 4.32 = 0.864 -> 0.86, 10 % of 1.22 = 0.122 -> 0.12; total 6.52
    const price = priceSession(
      session(10_001, 61),
      tariff([
        { type: 'FLAT', price: '0.99', stepSize: 1 },
        { type: 'ENERGY', price: '0.333', stepSize: 1 },
        { type: 'TIME', price: '1.20', vat: '10', stepSize: 1 },
      ]),
    );
    expect(price.lines.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['flat', '0.99'],
      ['energy', '3.33'],
      ['time', '1.22'],
    ]);
    expect([price.net, price.vat, price.total]).toEqual(['5.54', '0.98', '6.52']);
  });

  it('rounds a quantity up to the step size', () => {
    // 10.001 kWh in steps of 500 Wh = 10.5 kWh x 1.00 = 10.50; 61 min in steps of 900 s = 75 min = 1.25 h x 2.00 = 2.50
    const price = priceSession(
      session(10_001, 61),
      tariff([
        { type: 'ENERGY', price: '1.00', stepSize: 500 },
        { type: 'TIME', price: '2.00', stepSize: 900 },
      ]),
    );
    expect(price.lines.map(({ quantity, amount }) => [quantity, amount])).toEqual([
      ['10.5', '10.50'],
      ['1.25', '2.50'],
    ]);
  });

  it('knows currencies without minor digits and with three', () => {
    const component: PriceComponent = { type: 'ENERGY', price: '33.3', stepSize: 1 };
    // 2.5 kWh x 33.3 = 83.25: JPY 83, VAT 16.6 -> 17, total 100; KWD 83.250, VAT 16.650, total 99.900
    expect(priceSession(session(2_500, 1), tariff([component], { currency: 'JPY' })).total).toBe('100');
    expect(priceSession(session(2_500, 1), tariff([component], { currency: 'KWD' })).total).toBe('99.900');
  });

  it('leaves out what did not happen and prices an empty session 0', () => {
    const price = priceSession(session(0, 0), tariff([{ type: 'ENERGY', price: '0.35', stepSize: 1 }]));
    expect(price).toMatchObject({ lines: [], net: '0.00', vat: '0.00', total: '0.00' });
  });

  it('never costs less for more energy, and its lines always sum to the net', () => {
    const mixed = tariff([
      { type: 'FLAT', price: '0.10', stepSize: 1 },
      { type: 'ENERGY', price: '0.4567', stepSize: 7 },
      { type: 'TIME', price: '0.89', vat: '7.7', stepSize: 60 },
    ]);
    let before = -1;
    for (let wh = 0; wh < 20_000; wh += 37) {
      const price = priceSession(session(wh, wh % 97), mixed);
      const cents = price.lines.reduce((sum, line) => sum + Math.round(Number(line.amount) * 100), 0);
      expect(cents).toBe(Math.round(Number(price.net) * 100));
      const energyOnly = Number(priceSession(session(wh, 0), mixed).total);
      expect(energyOnly).toBeGreaterThanOrEqual(before);
      before = energyOnly;
    }
  });
});
