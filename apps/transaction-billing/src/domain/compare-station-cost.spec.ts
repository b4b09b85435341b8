import { compareStationCost } from './compare-station-cost';
import type { Price } from './price';

const ours: Price = { lines: [], net: '1.05', vat: '0.20', total: '1.25', currency: 'EUR' };
const details = (total: object, currency = 'EUR') => ({ totalCost: { currency, typeOfCost: 'NormalCost', total } });

describe('what a station says a session costs, beside our price', () => {
  it('is the same to the cent, however many digits the station tells', () => {
    expect(compareStationCost(details({ inclTax: 1.25, exclTax: 1.05 }), ours)).toEqual({
      told: { currency: 'EUR', total: '1.25', net: '1.05' },
      verdict: 'same',
      difference: '0.00',
    });
    expect(compareStationCost(details({ inclTax: 1.2477 }), ours)).toMatchObject({ verdict: 'same' });
    expect(compareStationCost(details({ exclTax: 1.05 }), ours)).toMatchObject({ verdict: 'same' });
  });

  it('differs by what it is more or less', () => {
    expect(compareStationCost(details({ inclTax: 1.26 }), ours)).toMatchObject({
      verdict: 'differs',
      difference: '0.01',
    });
    expect(compareStationCost(details({ inclTax: 0 }), ours)).toMatchObject({
      verdict: 'differs',
      difference: '-1.25',
    });
    // 0.1 + 0.2 in the station's binary arithmetic.
    const third = { ...ours, total: '0.30' };
    expect(compareStationCost(details({ inclTax: 0.30000000000000004 }), third)).toMatchObject({ verdict: 'same' });
  });

  it.each([
    ['another currency', details({ inclTax: 1.25 }, 'USD'), ours, 'other-currency'],
    ['a failure', { ...details({ inclTax: 1.25 }), failureToCalculate: true }, ours, 'not-calculated'],
    ['no total', { totalUsage: { energy: 3 } }, ours, 'unreadable'],
    ['no currency', details({ inclTax: 1.25 }, 'EURO'), ours, 'unreadable'],
    ['a text for a figure', details({ inclTax: '1.25' }), ours, 'unreadable'],
    ['a session that we cannot price', details({ inclTax: 1.25 }), null, 'unpriced'],
    ['nothing for one that has no bill', details({ inclTax: 0 }), null, 'same'],
    ['a session that runs', details({ inclTax: 1.25 }), undefined, 'running'],
  ])('%s', (_what, told, price, verdict) => {
    const compared = compareStationCost(told, price);
    expect([compared.verdict, compared.difference]).toEqual([verdict, null]);
  });
});
