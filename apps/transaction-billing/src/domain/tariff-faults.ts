import { Decimal, isCurrency } from './money';
import type { Dimension, PriceBound, Restrictions, TariffElement, TariffVersion } from './tariff';
import { covers, isWhole, overlapInPart, toRanges, UWH_A_KWH, type Ranges } from './tariff-ranges';

export interface TariffFault {
  path: string;
  message: string;
}

/** Contradictions that a schema cannot see, each with its path: what is refused when a tariff is made. */
export function findTariffFaults(tariff: Omit<TariffVersion, 'id' | 'version' | 'name'>): TariffFault[] {
  const faults: TariffFault[] = [];
  if (!isCurrency(tariff.currency)) {
    faults.push({ path: 'currency', message: `${tariff.currency} is no ISO 4217 currency` });
  }
  tariff.elements.forEach((element, e) => {
    faults.push(...findRestrictionFaults(element.restrictions ?? {}, `elements.${e}.restrictions`));
    element.priceComponents.forEach((component, c) => {
      if (component.graceSeconds !== undefined && component.type !== 'PARKING_TIME') {
        const path = `elements.${e}.priceComponents.${c}.graceSeconds`;
        faults.push({ path, message: `only PARKING_TIME has a grace period, not ${component.type}` });
      }
    });
  });
  // What restricts wrongly cannot be compared with what restricts rightly.
  if (faults.length === 0) faults.push(...findOverlaps(tariff.elements));
  return [...faults, ...findBoundFaults(tariff)];
}

function findRestrictionFaults(restrictions: Restrictions, at: string): TariffFault[] {
  const faults: TariffFault[] = [];
  const refuse = (key: keyof Restrictions, message: string): void =>
    void faults.push({ path: `${at}.${key}`, message });
  const { startTime, endTime, startDate, endDate, dayOfWeek } = restrictions;
  if (startTime !== undefined && startTime === endTime) {
    refuse('endTime', `is the start, ${startTime}: the range is empty; leave both out for the whole day`);
  }
  if (startDate !== undefined && endDate !== undefined && endDate <= startDate) {
    refuse('endDate', `must be after startDate, ${startDate}: the end does not belong to the range`);
  }
  if (dayOfWeek !== undefined && new Set(dayOfWeek).size < dayOfWeek.length) refuse('dayOfWeek', 'names a day twice');
  for (const [min, max] of [
    ['minKwh', 'maxKwh'],
    ['minPower', 'maxPower'],
    ['minDuration', 'maxDuration'],
  ] as const) {
    for (const key of [min, max]) {
      const value = restrictions[key];
      const unit = key.endsWith('Kwh') ? UWH_A_KWH : 1e6;
      if (value !== undefined && !isWhole(String(value), unit)) refuse(key, 'has too many digits');
    }
    const [from, to] = [restrictions[min], restrictions[max]];
    if (from !== undefined && to !== undefined && new Decimal(to).lte(from)) {
      refuse(max, `must be greater than ${min}, ${from}: the maximum does not belong to the range`);
    }
  }
  return faults;
}

interface PricedAt {
  path: string;
  ranges: Ranges;
}

/** A dimension priced where an earlier element prices it already, wholly (it could never apply) or in part (which is meant?). */
function findOverlaps(elements: TariffElement[]): TariffFault[] {
  const faults: TariffFault[] = [];
  const earlier = new Map<Dimension, PricedAt[]>();
  elements.forEach((element, e) => {
    const ranges = toRanges(element.restrictions);
    element.priceComponents.forEach(({ type }, c) => {
      const path = `elements.${e}.priceComponents.${c}`;
      const before = earlier.get(type) ?? [];
      const hiding = before.find((other) => covers(other.ranges, ranges));
      const crossing = before.find((other) => overlapInPart(other.ranges, ranges));
      if (hiding) {
        faults.push({ path, message: `${type} is priced at ${hiding.path} already; this one can never apply` });
      } else if (crossing) {
        faults.push({ path, message: `overlaps ${crossing.path} in part: both price ${type} there; part the ranges` });
      }
      earlier.set(type, [...before, { path, ranges }]);
    });
  });
  return faults;
}

function findBoundFaults({ minPrice, maxPrice }: Pick<TariffVersion, 'minPrice' | 'maxPrice'>): TariffFault[] {
  const faults: TariffFault[] = [];
  const check = (bound: PriceBound | undefined, path: string): void => {
    if (bound?.inclVat !== undefined && new Decimal(bound.inclVat).lt(bound.exclVat)) {
      faults.push({ path: `${path}.inclVat`, message: `must not be less than exclVat, ${bound.exclVat}` });
    }
  };
  check(minPrice, 'minPrice');
  check(maxPrice, 'maxPrice');
  for (const key of ['exclVat', 'inclVat'] as const) {
    const [least, most] = [minPrice?.[key], maxPrice?.[key]];
    if (least !== undefined && most !== undefined && new Decimal(most).lt(least)) {
      faults.push({ path: `maxPrice.${key}`, message: `must not be less than minPrice.${key}, ${least}` });
    }
  }
  return faults;
}
