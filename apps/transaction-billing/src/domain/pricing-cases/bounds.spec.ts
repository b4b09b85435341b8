import { component, element, linesOf, priceOf, tariffOf } from './cases.fixture';

describe('least and most', () => {
  const energy = [element([component('ENERGY', '0.25', { vat: '10' })])];
  const charged = (wh: number) => ({ from: '10:00', to: '11:00', wh });

  it('raise a small price to the minimum', () => {
    // OCPI 2.2.1: at least 0.50, with 10 % VAT 0.55. 1 kWh = 0.25: 0.25 is missing.
    const tariff = tariffOf(energy, { vatPercent: '10', minPrice: { exclVat: '0.50', inclVat: '0.55' } });
    const price = priceOf(tariff, charged(1_000));
    expect(linesOf(price)).toEqual([
      ['energy', '1', '0.25'],
      ['minimum-price', '1', '0.25'],
    ]);
    expect([price.net, price.vat, price.total]).toEqual(['0.50', '0.05', '0.55']);
    expect(priceOf(tariff, charged(20_000)).total).toBe('5.50');
    expect(priceOf(tariff, charged(0)).total).toBe('0.55');
  });

  it('cap a large price at the maximum, each rate in proportion', () => {
    // 0.50 at 20 % and 50 kWh x 0.25 = 12.50 at 10 %: 13.00; at most 10.00: 3.00 off, 0.12 (3 x 0.5/13 = 0.115) and 2.88.
    // VAT: 20 % of 0.38 = 0.076 -> 0.08; 10 % of 9.62 = 0.962 -> 0.96; total 11.04
    const tariff = tariffOf([element([component('FLAT', '0.50', { vat: '20' })]), ...energy], {
      maxPrice: { exclVat: '10.00' },
    });
    const price = priceOf(tariff, charged(50_000));
    expect(linesOf(price).slice(2)).toEqual([
      ['maximum-price', '1', '-0.12'],
      ['maximum-price', '1', '-2.88'],
    ]);
    expect([price.net, price.vat, price.total]).toEqual(['10.00', '1.04', '11.04']);
    // With VAT at most 11.00 as well: 3.04 off, 0.12 and 2.92: 0.38 and 9.58, VAT 0.08 and 0.96: 9.96 and 11.00.
    const both = priceOf({ ...tariff, maxPrice: { exclVat: '10.00', inclVat: '11.00' } }, charged(50_000));
    expect([both.net, both.vat, both.total]).toEqual(['9.96', '1.04', '11.00']);
    // 30 kWh: 8.00, with VAT 8.85, is less than either.
    expect(priceOf({ ...tariff, maxPrice: { exclVat: '10', inclVat: '11' } }, charged(30_000)).total).toBe('8.85');
  });

  it('hold with VAT where the net alone would not do', () => {
    // 4 kWh = 1.00 + 10 % = 1.10. At least 1.21 with VAT: 0.10 net more at 10 %, 1.10 + 0.11.
    const tariff = tariffOf(energy, { vatPercent: '10', minPrice: { exclVat: '0.50', inclVat: '1.21' } });
    expect(priceOf(tariff, charged(4_000))).toMatchObject({ net: '1.10', vat: '0.11', total: '1.21' });
  });
});
