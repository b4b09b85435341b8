/** What is priced: energy per kWh, time that charges or is parked per hour, or once a session (OCPI 2.2.1 TariffDimensionType). */
export const dimensions = ['FLAT', 'ENERGY', 'TIME', 'PARKING_TIME'] as const;
export type Dimension = (typeof dimensions)[number];

export interface PriceComponent {
  type: Dimension;
  /** Without VAT: per kWh, per hour, or per session; a decimal string. */
  price: string;
  /** VAT percentage of this component; absent: the tariff's `vatPercent`. */
  vat?: string | undefined;
  /** Wh or seconds; see `inSteps` for what is rounded up to a multiple of it. */
  stepSize: number;
  /** PARKING_TIME only, and ours, not OCPI's: so many seconds of a session's parking are free. */
  graceSeconds?: number | undefined;
}

/** OCPI 2.2.1 DayOfWeek, Sunday first as `Date.getUTCDay` counts. */
export const weekdays = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * When an element applies (OCPI 2.2.1 TariffRestrictions): all that are given must hold, each at the very instant. Times of day,
 * days and dates are those of the station's time zone. Each `min` belongs to the range, each `max` and `end` does not.
 */
export interface Restrictions {
  /** HH:MM. With an end before the start the range goes over midnight; the end 00:00 is the end of the day. */
  startTime?: string | undefined;
  endTime?: string | undefined;
  /** YYYY-MM-DD. */
  startDate?: string | undefined;
  endDate?: string | undefined;
  dayOfWeek?: Weekday[] | undefined;
  /** kWh since the session's start, a decimal string. */
  minKwh?: string | undefined;
  maxKwh?: string | undefined;
  /** kW, a decimal string; the average between two readings. */
  minPower?: string | undefined;
  maxPower?: string | undefined;
  /** Seconds since the session's start. */
  minDuration?: number | undefined;
  maxDuration?: number | undefined;
}

export interface TariffElement {
  priceComponents: PriceComponent[];
  restrictions?: Restrictions | undefined;
}

/** OCPI 2.2.1 Price; both bounds hold where both are given. */
export interface PriceBound {
  exclVat: string;
  inclVat?: string | undefined;
}

/** One immutable version of a tariff. A change makes a new version; a session keeps the one it started under. */
export interface TariffVersion {
  id: string;
  version: number;
  name: string;
  currency: string;
  vatPercent: string;
  elements: TariffElement[];
  minPrice?: PriceBound | undefined;
  maxPrice?: PriceBound | undefined;
}

/** What a session is priced by: the tariff and time zone that were its own when it started. */
export interface Rates {
  tariff: TariffVersion;
  /** IANA. */
  timeZone: string;
}
