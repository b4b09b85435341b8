import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';
import { withoutAbsent } from '../../json';
import { toEvse } from '../places';

const CRITERIA = {
  threshold: 'ThresholdMonitoring',
  delta: 'DeltaMonitoring',
  periodic: 'PeriodicMonitoring',
} as const;

/** OCPP 2.0.1 N02. Accepted: NotifyMonitoringReports that name `requestId` follow. Rejected also where there is no monitor. */
export const getMonitoringReport: CommandRow<'get-monitoring-report'> = {
  toCall: ({ requestId, criteria, variables }) => ({
    action: 'GetMonitoringReport',
    payload: withoutAbsent({
      requestId,
      monitoringCriteria: criteria?.map((one) => CRITERIA[one]),
      componentVariable: variables?.map(({ component, variable, instance, evseId }) =>
        withoutAbsent({
          component: withoutAbsent({ name: component, evse: toEvse(evseId) }),
          variable: variable === undefined ? undefined : withoutAbsent({ name: variable, instance }),
        }),
      ),
    }),
  }),
  toResult: (payload) => toCommandResult(payload),
};
