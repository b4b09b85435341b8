import { toDayNumber, toMinutes } from './calendar';
import { Decimal } from './money';
import { weekdays, type Restrictions } from './tariff';

/** A half-open range: `from` belongs to it, `to` does not. */
export interface Range {
  from: number;
  to: number;
}

const DAY_MINUTES = 1_440;
export const UWH_A_KWH = 1e9;
const MW_A_KW = 1e6;
const US_A_SECOND = 1e6;

/**
 * An element's restrictions in whole numbers, so that all comparing and splitting is exact; absent: not restricted. Energy is in
 * millionths of a Wh, power in mW, time in microseconds. A range of times over midnight is two ranges.
 */
export interface Ranges {
  energyUwh?: Range;
  powerMw?: Range;
  durationUs?: Range;
  minutes?: Range[];
  days?: Range;
  /** 0 is Sunday. */
  weekdays?: ReadonlySet<number>;
}

/** What cannot be told in these units is refused when a tariff is made (`isWhole`). */
export function toRanges(restrictions: Restrictions = {}): Ranges {
  const r = restrictions;
  const days = range(dayOf(r.startDate), dayOf(r.endDate));
  const energyUwh = range(whole(r.minKwh, UWH_A_KWH), whole(r.maxKwh, UWH_A_KWH));
  const powerMw = range(whole(r.minPower, MW_A_KW), whole(r.maxPower, MW_A_KW));
  const durationUs = range(whole(r.minDuration, US_A_SECOND), whole(r.maxDuration, US_A_SECOND));
  return {
    ...(energyUwh && { energyUwh }),
    ...(powerMw && { powerMw }),
    ...(durationUs && { durationUs }),
    ...((r.startTime ?? r.endTime) !== undefined && { minutes: minutesOf(r.startTime, r.endTime) }),
    ...(days && { days }),
    ...(r.dayOfWeek && { weekdays: new Set(r.dayOfWeek.map((day) => weekdays.indexOf(day))) }),
  };
}

function minutesOf(startTime = '00:00', endTime = '00:00'): Range[] {
  const from = toMinutes(startTime);
  const to = toMinutes(endTime) || DAY_MINUTES;
  if (from < to) return [{ from, to }];
  return [
    { from: 0, to },
    { from, to: DAY_MINUTES },
  ];
}

function range(from: number | undefined, to: number | undefined): Range | undefined {
  return from === undefined && to === undefined ? undefined : { from: from ?? -Infinity, to: to ?? Infinity };
}

const dayOf = (date: string | undefined): number | undefined => (date === undefined ? undefined : toDayNumber(date));

const whole = (value: string | number | undefined, unit: number): number | undefined =>
  value === undefined ? undefined : new Decimal(value).times(unit).toNumber();

/** Whether a value of these units is a whole number that a double holds exactly. */
export const isWhole = (value: string, unit: number): boolean => {
  const scaled = new Decimal(value).times(unit);
  return scaled.isInteger() && scaled.lte(Number.MAX_SAFE_INTEGER);
};

const sets: Record<
  keyof Ranges,
  { isWithin: (inner: Ranges, outer: Ranges) => boolean; meet: (a: Ranges, b: Ranges) => boolean }
> = {
  energyUwh: ofRange('energyUwh'),
  powerMw: ofRange('powerMw'),
  durationUs: ofRange('durationUs'),
  days: ofRange('days'),
  minutes: {
    isWithin: (a, b) => a.minutes!.every((part) => b.minutes!.some((whole) => within(part, whole))),
    meet: (a, b) => a.minutes!.some((part) => b.minutes!.some((other) => meeting(part, other))),
  },
  weekdays: {
    isWithin: (a, b) => [...a.weekdays!].every((day) => b.weekdays!.has(day)),
    meet: (a, b) => [...a.weekdays!].some((day) => b.weekdays!.has(day)),
  },
};
const kinds = Object.keys(sets) as (keyof Ranges)[];

function ofRange(kind: 'energyUwh' | 'powerMw' | 'durationUs' | 'days') {
  return {
    isWithin: (a: Ranges, b: Ranges) => within(a[kind]!, b[kind]!),
    meet: (a: Ranges, b: Ranges) => meeting(a[kind]!, b[kind]!),
  };
}

const within = (inner: Range, outer: Range): boolean => inner.from >= outer.from && inner.to <= outer.to;
const meeting = (a: Range, b: Range): boolean => a.from < b.to && b.from < a.to;

/** Whether `outer` applies wherever `inner` does. */
export const covers = (outer: Ranges, inner: Ranges): boolean =>
  kinds.every((kind) => outer[kind] === undefined || (inner[kind] !== undefined && sets[kind].isWithin(inner, outer)));

/**
 * Whether two restrictions of the same kinds overlap in part: neither is the exception within the other, so that which of two
 * prices is meant where both apply cannot be told.
 */
export function overlapInPart(a: Ranges, b: Ranges): boolean {
  if (kinds.some((kind) => (a[kind] === undefined) !== (b[kind] === undefined))) return false;
  if (covers(a, b) || covers(b, a)) return false;
  return kinds.every((kind) => a[kind] === undefined || sets[kind].meet(a, b));
}
