import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

/** OCPP 2.0.1 N05. */
export const setMonitoringLevel: CommandRow<'set-monitoring-level'> = {
  toCall: ({ severity }) => ({ action: 'SetMonitoringLevel', payload: { severity } }),
  toResult: (payload) => toCommandResult(payload),
};
