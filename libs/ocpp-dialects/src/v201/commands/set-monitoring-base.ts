import type { StationCommandOf } from '@chargebus/contracts';
import { toCommandResult } from '../../command-results';
import type { CommandRow } from '../../dialect';

const BASES: Record<StationCommandOf<'set-monitoring-base'>['base'], string> = {
  all: 'All',
  'factory-default': 'FactoryDefault',
  'hard-wired-only': 'HardWiredOnly',
};

/** OCPP 2.0.1 N03. */
export const setMonitoringBase: CommandRow<'set-monitoring-base'> = {
  toCall: ({ base }) => ({ action: 'SetMonitoringBase', payload: { monitoringBase: BASES[base] } }),
  toResult: (payload) => toCommandResult(payload),
};
