import type { EnergyPoint } from '@chargebus/contracts';
import { boundLines } from './bound-price';
import { Decimal, roundMoney, spellMoney } from './money';
import type { Price, PriceLine } from './price';
import { toPrice } from './price-lines';
import { RateCard, type CardComponent } from './rate-card';
import { dimensions, type Dimension, type Rates } from './tariff';
import { addActivity, addPoints, beginUsage, usageUntil, type Activity, type Usage } from './usage';

/** All that a price needs of a session, whole. */
export interface SessionCourse {
  /** UTC ... */
  startedAt: string;
  /** ... to here: the end, or for a running session the time of its last report. */
  until: string;
  energyWh: number;
  /** The energy curve, in order of time. */
  points: readonly EnergyPoint[];
  /** What the session did from when on, in order of time; it charges from its start. */
  activities: readonly { at: string; activity: Activity }[];
}

/**
 * THE pricing function: the running cost, the final cost, the bill and the preview are all its results. Pure; prices are
 * without VAT, per kWh and per hour (OCPI 2.2.1 11.4.2). What comes after the end counts as at the end; the curve never rises above
 * the session's energy. Facts that come one by one are priced by the same two halves: `usage.ts` counts, `priceUsage` prices.
 */
export function priceSession(course: SessionCourse, rates: Rates): Price {
  const { until, energyWh } = course;
  const within = (at: string): string => (at > until ? until : at);
  const points = course.points.map((point) => ({ at: within(point.at), energyWh: Math.min(point.energyWh, energyWh) }));
  let usage = beginUsage(course.startedAt);
  let taken = 0;
  for (const { at, activity } of course.activities) {
    const next = points.findIndex((point, n) => n >= taken && point.at > at);
    const before = next === -1 ? points.length : next;
    usage = addPoints(usage, points.slice(taken, before), rates);
    usage = addActivity(usage, within(at), activity, rates);
    taken = before;
  }
  usage = addPoints(usage, points.slice(taken), rates);
  return priceUsage(usageUntil(usage, until, energyWh, rates), rates);
}

/** What a usage costs by its tariff: a line for each component that was used. The rounding rule stands at `roundMoney`. */
export function priceUsage(usage: Usage, rates: Rates): Price {
  const { tariff } = rates;
  const card = RateCard.of(rates);
  const lines = dimensions.flatMap((dimension) =>
    card.componentsOf(dimension).flatMap((at) => {
      const quantity = quantityOf(dimension, at, card, usage);
      return quantity.isZero() ? [] : toLine(dimension, at, quantity, rates);
    }),
  );
  return toPrice(boundLines(lines, tariff), tariff.currency);
}

const spelled: Record<Dimension, Pick<PriceLine, 'kind' | 'unit'>> = {
  FLAT: { kind: 'flat', unit: 'session' },
  ENERGY: { kind: 'energy', unit: 'kWh' },
  TIME: { kind: 'time', unit: 'h' },
  PARKING_TIME: { kind: 'parking-time', unit: 'h' },
};
/** Millionths of a Wh in a Wh, microseconds in a second; then kWh in the one, and of the other in an hour. */
const STEP = 1e6;
const KWH = new Decimal('1e-9');
const US_AN_HOUR = 3.6e9;

function quantityOf(dimension: Dimension, { key, component }: CardComponent, card: RateCard, usage: Usage): Decimal {
  if (dimension === 'FLAT') return new Decimal(usage.flat === key ? 1 : 0);
  const used = usage.used[key] ?? 0;
  const last = dimension === 'ENERGY' ? usage.lastEnergy : usage.lastTime;
  const step = key === last ? inSteps(totalOf(dimension, card, usage), component.stepSize * STEP) : 0;
  const quantity = new Decimal(used + step);
  return dimension === 'ENERGY' ? quantity.times(KWH) : quantity.dividedBy(US_AN_HOUR);
}

const totalOf = (dimension: Dimension, card: RateCard, usage: Usage): number =>
  card.componentsOf(dimension).reduce((sum, { key }) => sum + (usage.used[key] ?? 0), 0);

/**
 * What is missing from `total` to a multiple of `step`. OCPI 2.2.1 11.4.2: the step size counts once a session for ENERGY, and once
 * for TIME and PARKING_TIME together; it is that of the last component used, and it rounds up all of that component's dimension.
 */
function inSteps(total: number, step: number): number {
  const over = total % step;
  return over > 0 ? step - over : 0;
}

function toLine(dimension: Dimension, { key, component }: CardComponent, quantity: Decimal, rates: Rates): PriceLine {
  const { currency, vatPercent } = rates.tariff;
  return {
    ...spelled[dimension],
    quantity: dimension === 'ENERGY' ? quantity.toFixed() : quantity.toDecimalPlaces(9).toFixed(),
    unitPrice: component.price,
    vatPercent: component.vat ?? vatPercent,
    amount: spellMoney(roundMoney(quantity.times(component.price), currency), currency),
    element: Number(key.slice(key.indexOf('.') + 1)),
  };
}
