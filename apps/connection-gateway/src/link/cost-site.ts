import { randomUUID } from 'node:crypto';
import type { ConnectionParts } from './connection-parts';
import type { CostTellerSite } from './cost-teller';
import { executeCommand, type CommandSite } from './execute-command';
import type { OpenCalls } from './open-calls';
import { fitsDisplay, WRONG_CURRENCY } from './shown-cost';
import type { StationState } from './station-state';

/** How long a station may take to answer that it shows a cost. */
const SHOW_TIMEOUT_MS = 30_000;

/** The station at the other end of a link, as the teller of its costs needs it. */
export function costSite(
  { handling, counts, logger }: Pick<ConnectionParts, 'handling' | 'counts' | 'logger'>,
  state: StationState,
  link: { calls: Pick<OpenCalls, 'settled'>; commands(): CommandSite },
): CostTellerSite {
  const { tenantId, stationId } = state;
  return {
    async ask(report, waitMs) {
      const cost = await handling.costs.ask(report, waitMs);
      if (cost === undefined || fitsDisplay(cost, state)) return cost;
      counts.remarks.inc({ remark: WRONG_CURRENCY, ...state.product });
      return undefined;
    },
    free: () => link.calls.settled(),
    show(command) {
      const request = { tenantId, stationId, commandId: randomUUID(), timeoutMs: SHOW_TIMEOUT_MS, command };
      return executeCommand(request, link.commands());
    },
    failed(error, transactionRef) {
      logger.error({ error, tenantId, stationId, transactionRef }, 'what a transaction costs could not be told');
    },
  };
}
