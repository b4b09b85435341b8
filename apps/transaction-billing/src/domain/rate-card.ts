import { slotAt, type CalendarSlot } from './calendar';
import type { Dimension, PriceComponent, Rates, TariffVersion } from './tariff';
import { toRanges, type Range, type Ranges } from './tariff-ranges';
import { Zone } from './zone';

/** A component with the name under which usage is counted for it, e.g. `ENERGY.0`: its dimension and its element's place. */
export interface CardComponent {
  key: string;
  component: PriceComponent;
}
interface CardElement {
  ranges: Ranges;
  restricted: boolean;
  components: Partial<Record<Dimension, CardComponent>>;
}

/** What holds throughout a piece of a session. */
export interface Conditions {
  energyUwh: number;
  sinceStartUs: number;
  slot: CalendarSlot | undefined;
  power: { isAtLeast: (powerMw: number) => boolean };
}

/**
 * A tariff made ready for pricing: its restrictions in whole numbers, and the borders at which a session is split because a
 * restriction begins or ends there. Made once for each version and zone.
 */
export class RateCard {
  private static readonly made = new WeakMap<TariffVersion, Map<string, RateCard>>();
  /** Ascending. */
  readonly energyBordersUwh: number[];
  readonly durationBordersUs: number[];
  /** Whether there is any component of a dimension. */
  private readonly prices: Record<Dimension, boolean>;
  private readonly zone: Zone;
  private readonly timeBordersMinutes: number[];
  private readonly usesCalendar: boolean;
  private readonly elements: CardElement[];
  /** The slot found last: the next instant is most often in it too. */
  private slot = { fromMs: 0, untilMs: 0, minuteOfDay: 0, dayNumber: 0, weekday: 0 };

  private constructor({ tariff, timeZone }: Rates) {
    this.zone = Zone.named(timeZone);
    this.elements = tariff.elements.map(({ restrictions, priceComponents }, e) => {
      const ranges = toRanges(restrictions);
      const components: CardElement['components'] = {};
      for (const component of priceComponents) {
        components[component.type] ??= { key: `${component.type}.${e}`, component };
      }
      return { ranges, restricted: Object.keys(ranges).length > 0, components };
    });
    const all = this.elements.map(({ ranges }) => ranges);
    this.energyBordersUwh = bordersOf(all.map(({ energyUwh }) => energyUwh));
    this.durationBordersUs = bordersOf(all.map(({ durationUs }) => durationUs));
    this.timeBordersMinutes = bordersOf(all.flatMap(({ minutes }) => minutes ?? []));
    const has = (dimension: Dimension): boolean => this.elements.some(({ components }) => components[dimension]);
    this.prices = {
      FLAT: has('FLAT'),
      ENERGY: has('ENERGY'),
      TIME: has('TIME'),
      PARKING_TIME: has('PARKING_TIME'),
    };
    this.usesCalendar = all.some(({ minutes, days, weekdays }) => minutes ?? days ?? weekdays);
  }

  static of(rates: Rates): RateCard {
    const ofTariff = RateCard.made.get(rates.tariff) ?? new Map<string, RateCard>();
    RateCard.made.set(rates.tariff, ofTariff);
    const card = ofTariff.get(rates.timeZone) ?? new RateCard(rates);
    ofTariff.set(rates.timeZone, card);
    return card;
  }

  /** The slot of local time that an instant falls into; undefined where no price depends on it. */
  slotAt(atMs: number): CalendarSlot | undefined {
    if (!this.usesCalendar) return undefined;
    if (atMs < this.slot.fromMs || atMs >= this.slot.untilMs) {
      this.slot = { fromMs: atMs, ...slotAt(this.zone, this.timeBordersMinutes, atMs) };
    }
    return this.slot;
  }

  /** The component of the first element that prices the dimension and whose restrictions all hold (OCPI 2.2.1 11.4.1). */
  find(dimension: Dimension, now: Conditions): CardComponent | undefined {
    if (!this.prices[dimension]) return undefined;
    for (const { components, restricted, ranges } of this.elements) {
      const found = components[dimension];
      if (found && (!restricted || matches(ranges, now))) return found;
    }
    return undefined;
  }

  /** All components of a dimension, in the order of their elements. */
  componentsOf(dimension: Dimension): CardComponent[] {
    return this.elements.flatMap(({ components }) => components[dimension] ?? []);
  }
}

function matches(ranges: Ranges, now: Conditions): boolean {
  const { energyUwh, durationUs, powerMw, minutes, days, weekdays } = ranges;
  if (energyUwh && !holds(energyUwh, now.energyUwh)) return false;
  if (durationUs && !holds(durationUs, now.sinceStartUs)) return false;
  if (powerMw && !isPowerIn(powerMw, now)) return false;
  const { slot } = now;
  if (slot === undefined) return true;
  if (days && !holds(days, slot.dayNumber)) return false;
  if (weekdays && !weekdays.has(slot.weekday)) return false;
  return minutes === undefined || minutes.some((range) => holds(range, slot.minuteOfDay));
}

const holds = ({ from, to }: Range, value: number): boolean => value >= from && value < to;
const isPowerIn = ({ from, to }: Range, { power }: Conditions): boolean =>
  (from === -Infinity || power.isAtLeast(from)) && (to === Infinity || !power.isAtLeast(to));

function bordersOf(ranges: (Range | undefined)[]): number[] {
  const borders = new Set(ranges.flatMap((range) => (range ? [range.from, range.to] : [])).filter(Number.isFinite));
  return [...borders].sort((a, b) => a - b);
}
