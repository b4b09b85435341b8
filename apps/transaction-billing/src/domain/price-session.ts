import { Decimal, roundMoney, spellMoney } from './money';
import { findComponent, type Dimension, type PriceComponent, type TariffVersion } from './tariff';

/** What a price needs to know of a session. */
export interface ChargedSession {
  /** UTC; the price of time runs from here ... */
  startedAt: string;
  /** ... to here: the end, or for a running session the time of its last report. */
  until: string;
  energyWh: number;
}

export type LineKind = 'flat' | 'energy' | 'time';

/** One line of a bill; all figures are decimal strings, `amount` is net and rounded. */
export interface PriceLine {
  kind: LineKind;
  quantity: string;
  unit: 'session' | 'kWh' | 'h';
  unitPrice: string;
  vatPercent: string;
  amount: string;
}

export interface Price {
  lines: PriceLine[];
  net: string;
  vat: string;
  total: string;
  currency: string;
}

/**
 * THE pricing function: the running cost, the final cost, the bill and the preview are all its results. Pure; prices are
 * without VAT, per kWh and per hour (OCPI 2.2.1 11.4.2). The rounding rule stands at `roundMoney`.
 */
export function priceSession(session: ChargedSession, tariff: TariffVersion): Price {
  const { currency } = tariff;
  const lines: PriceLine[] = [];
  const netByRate = new Map<string, Decimal>();
  for (const dimension of ['FLAT', 'ENERGY', 'TIME'] satisfies Dimension[]) {
    const component = findComponent(tariff, dimension);
    if (!component) continue;
    const quantity = quantityOf(dimension, component, session);
    if (quantity.isZero()) continue;
    const vatPercent = component.vat ?? tariff.vatPercent;
    const amount = roundMoney(quantity.times(component.price), currency);
    netByRate.set(vatPercent, (netByRate.get(vatPercent) ?? new Decimal(0)).plus(amount));
    lines.push({
      ...spelled[dimension],
      quantity: quantity.toString(),
      unitPrice: component.price,
      vatPercent,
      amount: spellMoney(amount, currency),
    });
  }
  let net = new Decimal(0);
  let vat = new Decimal(0);
  for (const [rate, sum] of netByRate) {
    net = net.plus(sum);
    vat = vat.plus(roundMoney(sum.times(rate).dividedBy(100), currency));
  }
  return {
    lines,
    net: spellMoney(net, currency),
    vat: spellMoney(vat, currency),
    total: spellMoney(net.plus(vat), currency),
    currency,
  };
}

const spelled: Record<Dimension, Pick<PriceLine, 'kind' | 'unit'>> = {
  FLAT: { kind: 'flat', unit: 'session' },
  ENERGY: { kind: 'energy', unit: 'kWh' },
  TIME: { kind: 'time', unit: 'h' },
};

function quantityOf(dimension: Dimension, component: PriceComponent, session: ChargedSession): Decimal {
  if (dimension === 'FLAT') return new Decimal(1);
  if (dimension === 'ENERGY') return inSteps(session.energyWh, component.stepSize).dividedBy(1_000);
  const elapsedMs = Math.max(0, Date.parse(session.until) - Date.parse(session.startedAt));
  return inSteps(new Decimal(elapsedMs).dividedBy(1_000), component.stepSize).dividedBy(3_600);
}

/** The least multiple of `step` that is not below `amount`. */
function inSteps(amount: Decimal | number, step: number): Decimal {
  return new Decimal(amount).dividedBy(step).ceil().times(step);
}
