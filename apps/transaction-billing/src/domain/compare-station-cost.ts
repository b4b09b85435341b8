import { Decimal, isCurrency, roundMoney, spellMoney } from './money';
import type { Price } from './price';

/** What a station that prices by itself says a session costs (OCPP 2.1 CostDetailsType), as far as it can be compared. */
export interface ToldCost {
  currency: string;
  /** With tax; null where it tells the net alone. */
  total: string | null;
  net: string | null;
}

/**
 * `running`: the session is not over. `not-calculated`: the station says it could not. `unreadable`: it tells no total. `unpriced`: we have
 * no price (no tariff, a start or an end that is missing).
 */
export type StationCostVerdict =
  'running' | 'same' | 'differs' | 'other-currency' | 'not-calculated' | 'unreadable' | 'unpriced';

export interface StationCostComparison {
  told: ToldCost | null;
  verdict: StationCostVerdict;
  /** The station's figure less ours, in the currency's minor digits; null where the two cannot be compared. */
  difference: string | null;
}

/**
 * Compares what a station says with our price: the totals, or the net amounts where it tells no tax. Its figure is rounded to the
 * currency's minor digits first, as ours is.
 * @param price - undefined while the session runs; null where it has none
 */
export function compareStationCost(
  details: Readonly<Record<string, unknown>>,
  price: Price | null | undefined,
): StationCostComparison {
  const told = readToldCost(details);
  const verdict = (verdict: StationCostVerdict): StationCostComparison => ({ told, verdict, difference: null });
  if (price === undefined) return verdict('running');
  if (told === null) return verdict(details['failureToCalculate'] === true ? 'not-calculated' : 'unreadable');
  const isFree = new Decimal(told.total ?? told.net ?? 0).isZero();
  if (price === null) return verdict(isFree ? 'same' : 'unpriced');
  if (told.currency !== price.currency) return verdict('other-currency');
  const [theirs, ours] = told.total === null ? [told.net as string, price.net] : [told.total, price.total];
  const difference = roundMoney(new Decimal(theirs), price.currency).minus(ours);
  return {
    told,
    verdict: difference.isZero() ? 'same' : 'differs',
    difference: spellMoney(difference, price.currency),
  };
}

/** OCPP 2.1 CostDetailsType.totalCost: `{currency, total: {exclTax, inclTax}}`; null where it has no figure, or says that it failed. */
function readToldCost(details: Readonly<Record<string, unknown>>): ToldCost | null {
  const whole = objectOf(details['totalCost']);
  const { inclTax, exclTax } = objectOf(whole['total']);
  const currency = typeof whole['currency'] === 'string' ? whole['currency'].toUpperCase() : '';
  const [total, net] = [toDecimal(inclTax), toDecimal(exclTax)];
  if (details['failureToCalculate'] === true || !isCurrency(currency) || (total ?? net) === null) return null;
  return { currency, total, net };
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const toDecimal = (value: unknown): string | null =>
  typeof value === 'number' && Number.isFinite(value) ? new Decimal(String(value)).toFixed() : null;
