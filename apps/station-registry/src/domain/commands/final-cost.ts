import type { CostDisplay, FactOf, StationCommandOf } from '@chargebus/contracts';

/** A final cost for the driver who may still stand there, and until when that is likely, ISO. */
export interface FinalCostToShow {
  command: StationCommandOf<'show-cost'>;
  expiresAt: string;
}

/**
 * Whether a station whose answers cannot tell a cost (OCPP 1.6) is to be told what a session has cost: at once, or when it is back, but not
 * long after the session's end, and not in another currency than it shows.
 * @param patienceMs - how long after the end of the session the driver may still look, in ms
 */
export function decideFinalCost(
  { at, data }: FactOf<'session.priced'>,
  display: CostDisplay | null,
  patienceMs: number,
): FinalCostToShow | undefined {
  const { cost, transactionRef, endedAt } = data;
  if (!cost.final || transactionRef === undefined || endedAt === undefined || display === null) return undefined;
  if (display.currency !== undefined && display.currency !== cost.currency) return undefined;
  const expires = Date.parse(endedAt) + patienceMs;
  if (Date.parse(at) >= expires) return undefined;
  const { amount, currency } = cost;
  return {
    command: { type: 'show-cost', transactionRef, amount, currency, final: true, at: endedAt, charging: false },
    expiresAt: new Date(expires).toISOString(),
  };
}
