import type { DriverCost, LogPosition, SessionCost } from '@chargebus/contracts';
import { isCounted, type Standing } from './standing';

/** What is looked at of a session to say what it costs. */
export interface CostedSession {
  open: boolean;
  cost: SessionCost | null;
  /** What the cost is up to while it runs. */
  pricedUntil: string | null;
  standing: Standing | null;
}

/** A report that somebody asks the cost by: where it stands in the log, and its corrected time. */
export interface AskedReport {
  position: LogPosition;
  at: string;
}

/**
 * What the driver is told once the report is counted, by the session that counted it: null where nobody knows the cost (no tariff, a
 * held bill); `wait` while it is not counted. A station may use a name again: a report of a time after the end of the session
 * that has the name is not of that session.
 */
export function decideDriverCost(
  session: CostedSession | null,
  { position, at }: AskedReport,
): DriverCost | null | 'wait' {
  const standing = session?.standing;
  if (!session || !standing || !isCounted(position, standing.upTo)) return 'wait';
  const { open, cost, pricedUntil } = session;
  if (!open && standing.endedAt !== null && Date.parse(at) > Date.parse(standing.endedAt)) return 'wait';
  if (!cost || (!open && !cost.final)) return null;
  const { amount, currency } = cost;
  const { meterWh, charging } = standing;
  return { amount, currency, final: !open, at: open ? pricedUntil : null, meterWh, charging };
}
