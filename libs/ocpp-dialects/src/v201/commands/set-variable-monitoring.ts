import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { MONITOR_KINDS, toMonitorResults } from '../monitors';
import { toComponentVariable } from '../variables';

/** OCPP 2.0.1 N04. The station gives each new monitor its id, which the response names. */
export const setVariableMonitoring: CommandRow<'set-monitoring'> = {
  toCall: ({ monitors }) => ({
    action: 'SetVariableMonitoring',
    payload: {
      setMonitoringData: monitors.map(({ id, duringTransaction, value, kind, severity, ...of }) =>
        withoutAbsent({
          id,
          transaction: duringTransaction,
          value,
          type: MONITOR_KINDS[kind],
          severity,
          ...toComponentVariable(of),
        }),
      ),
    },
  }),
  toResult: (payload) => toMonitorResults(payload, 'setMonitoringResult'),
};
