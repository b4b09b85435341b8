import type { StationCommandOf } from '@chargebus/contracts';
import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

const INVENTORIES: Record<StationCommandOf<'get-base-report'>['report'], string> = {
  configuration: 'ConfigurationInventory',
  full: 'FullInventory',
  summary: 'SummaryInventory',
};

/** OCPP 2.0.1 B07. Accepted: NotifyReports that name `requestId` follow, the last one without `tbc`. */
export const getBaseReport: CommandRow<'get-base-report'> = {
  toCall: ({ report, requestId }) => ({
    action: 'GetBaseReport',
    payload: { requestId, reportBase: INVENTORIES[report] },
  }),
  toResult: (payload) => toCommandResult(payload),
};
