import type { DriverCost, LinkEvent } from '@chargebus/contracts';
import type { CostTelling } from '@chargebus/ocpp-dialects';
import { isPriced, type LoggedReport } from '../verdicts/cost-desk';
import type { StationState } from './station-state';

/** An event that is in the log, and where. */
export type RecordedEvent = LoggedReport['at'] & { event: LinkEvent };

/** What a station that shows costs has reported of a transaction, and how its driver learns the cost. */
export interface CostToTell {
  telling: CostTelling;
  report: LoggedReport;
}

export function costToTell(telling: CostTelling | undefined, { event, ...at }: RecordedEvent): CostToTell | undefined {
  return telling !== undefined && isPriced(event) ? { telling, report: { event, at } } : undefined;
}

/** Whether somebody asks what the transaction costs by such a report: the final cost of some is told unasked. */
export const isAsked = (telling: CostTelling | undefined): boolean => telling === 'in-answer' || telling === 'running';

/**
 * Whether a running cost is news to the station: nothing is told of a transaction whose end is known, even if that came while the
 * question was on its way; nor what it was told last; nor a final cost, which is told with the end.
 */
export function isToTell(
  cost: DriverCost | undefined,
  { over, told }: { over: boolean; told: string | undefined },
): cost is DriverCost {
  return cost !== undefined && !cost.final && !over && cost.amount !== told;
}

export const WRONG_CURRENCY = 'cost-in-other-currency';

/** A figure in another currency than the display's own would be wrong there: it is not told (2.x TariffCostCtrlr.Currency). */
export function fitsDisplay({ currency }: DriverCost, { costDisplay }: Pick<StationState, 'costDisplay'>): boolean {
  const shows = costDisplay?.currency;
  return shows === undefined || shows.toUpperCase() === currency;
}
