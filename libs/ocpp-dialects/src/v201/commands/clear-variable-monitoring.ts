import type { CommandRow } from '../../dialect';
import { toMonitorResults } from '../monitors';

/** OCPP 2.0.1 N06. */
export const clearVariableMonitoring: CommandRow<'clear-monitoring'> = {
  toCall: ({ monitorIds }) => ({ action: 'ClearVariableMonitoring', payload: { id: monitorIds } }),
  toResult: (payload) => toMonitorResults(payload, 'clearMonitoringResult'),
};
