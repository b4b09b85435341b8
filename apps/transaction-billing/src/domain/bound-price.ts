import { Decimal, minorDigits, roundMoney, spellMoney } from './money';
import type { LineKind, PriceLine } from './price';
import { totalsOf } from './price-lines';
import type { TariffVersion } from './tariff';

/**
 * The lines, and what keeps their sum within the tariff's `minPrice` and `maxPrice`; where a bound has a net and a gross figure,
 * both hold (OCPI 2.2.1 11.3.1). What is missing is billed at the tariff's own VAT rate; what is too much is taken off each
 * rate in proportion. Where whole minor digits cannot meet a gross bound, the total stays on the side that the bound demands.
 */
export function boundLines(lines: PriceLine[], tariff: TariffVersion): PriceLine[] {
  const raised = [...lines, ...toMinimum(lines, tariff)];
  return [...raised, ...toMaximum(raised, tariff)];
}

function toMinimum(lines: PriceLine[], { minPrice, vatPercent, currency }: TariffVersion): PriceLine[] {
  if (minPrice === undefined) return [];
  const { net, total } = totalsOf(lines, currency);
  const unit = unitOf(currency);
  const missing = Decimal.max(0, new Decimal(minPrice.exclVat).minus(net));
  let amount = missing.toDecimalPlaces(minorDigits(currency), Decimal.ROUND_UP);
  const withAmount = (): PriceLine[] =>
    amount.isZero() ? [] : [toLine('minimum-price', amount, vatPercent, currency)];
  if (minPrice.inclVat === undefined) return withAmount();
  const gross = new Decimal(minPrice.inclVat).minus(total).times(100).dividedBy(new Decimal(vatPercent).plus(100));
  amount = Decimal.max(amount, roundMoney(gross, currency).minus(unit));
  while (totalsOf([...lines, ...withAmount()], currency).total.lt(minPrice.inclVat)) amount = amount.plus(unit);
  return withAmount();
}

function toMaximum(lines: PriceLine[], { maxPrice, currency }: TariffVersion): PriceLine[] {
  if (maxPrice === undefined) return [];
  const { net, total } = totalsOf(lines, currency);
  const unit = unitOf(currency);
  const most = new Decimal(maxPrice.exclVat).toDecimalPlaces(minorDigits(currency), Decimal.ROUND_DOWN);
  let amount = Decimal.max(0, net.minus(most));
  if (maxPrice.inclVat === undefined || total.lte(maxPrice.inclVat)) return discount(lines, amount, currency);
  const gross = total.minus(maxPrice.inclVat).times(net).dividedBy(total);
  amount = Decimal.max(amount, roundMoney(gross, currency).minus(unit));
  for (;;) {
    const taken = discount(lines, amount, currency);
    if (totalsOf([...lines, ...taken], currency).total.lte(maxPrice.inclVat) || amount.gte(net)) return taken;
    amount = amount.plus(unit);
  }
}

/** Takes `amount` off the lines' rates in proportion, to the last minor digit: each gets its share of what is left. */
function discount(lines: PriceLine[], amount: Decimal, currency: string): PriceLine[] {
  const { net, netByRate } = totalsOf(lines, currency);
  let [left, leftNet] = [amount, net];
  const taken: PriceLine[] = [];
  for (const [rate, sum] of netByRate) {
    if (left.isZero() || leftNet.isZero()) break;
    const part = roundMoney(left.times(sum).dividedBy(leftNet), currency);
    if (!part.isZero()) taken.push(toLine('maximum-price', part.negated(), rate, currency));
    left = left.minus(part);
    leftNet = leftNet.minus(sum);
  }
  return taken;
}

function toLine(kind: LineKind, amount: Decimal, vatPercent: string, currency: string): PriceLine {
  const spelled = spellMoney(amount, currency);
  return { kind, quantity: '1', unit: 'session', unitPrice: spelled, vatPercent, amount: spelled };
}

const unitOf = (currency: string): Decimal => new Decimal(10).pow(-minorDigits(currency));
