import { Decimal, roundMoney, spellMoney } from './money';
import type { Price, PriceLine } from './price';

const PERCENT = new Decimal('0.01');

/** Lines with what they come to: the net is their sum, VAT is taken once per rate from the sum of its lines (`roundMoney`). */
export interface Totals {
  net: Decimal;
  vat: Decimal;
  total: Decimal;
  netByRate: Map<string, Decimal>;
}

export function totalsOf(lines: readonly PriceLine[], currency: string): Totals {
  const netByRate = new Map<string, Decimal>();
  for (const { vatPercent, amount } of lines) {
    const rate = new Decimal(vatPercent).toString();
    netByRate.set(rate, (netByRate.get(rate) ?? new Decimal(0)).plus(amount));
  }
  let net = new Decimal(0);
  let vat = new Decimal(0);
  for (const [rate, sum] of netByRate) {
    net = net.plus(sum);
    vat = vat.plus(roundMoney(sum.times(rate).times(PERCENT), currency));
  }
  return { net, vat, total: net.plus(vat), netByRate };
}

export function toPrice(lines: PriceLine[], currency: string): Price {
  const { net, vat, total } = totalsOf(lines, currency);
  return {
    lines,
    net: spellMoney(net, currency),
    vat: spellMoney(vat, currency),
    total: spellMoney(total, currency),
    currency,
  };
}
