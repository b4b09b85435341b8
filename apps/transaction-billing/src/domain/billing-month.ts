import { Zone } from './zone';

/** A month of a tenant: from its first instant up to, and without, that of the next, in the tenant's time zone. */
export interface BillingMonth {
  /** `2026-03`. */
  month: string;
  timeZone: string;
  from: string;
  until: string;
}

/**
 * The month's bounds. Months of one zone follow each other without a gap, whatever the clocks do at their borders.
 * @param month - `YYYY-MM`
 * @param timeZone - IANA
 */
export function toBillingMonth(month: string, timeZone: string): BillingMonth {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return { month, timeZone, from: firstOf(year, number - 1, timeZone), until: firstOf(year, number, timeZone) };
}

function firstOf(year: number, monthIndex: number, timeZone: string): string {
  const zone = Zone.named(timeZone);
  const local = Date.UTC(year, monthIndex, 1);
  const guess = local - zone.offsetMs(local);
  return new Date(local - zone.offsetMs(guess)).toISOString();
}
