import type { StationCommandOf } from '@chargebus/contracts';
import { toCommandResult } from '../command-results';
import type { CommandResult } from '../dialect';
import { isJsonObject, withoutAbsent, type JsonObject } from '../json';
import type { RequestOf } from './actions';

type Kind = StationCommandOf<'set-monitoring'>['monitors'][number]['kind'];

export const MONITOR_KINDS: Record<Kind, RequestOf<'SetVariableMonitoring'>['setMonitoringData'][number]['type']> = {
  'upper-threshold': 'UpperThreshold',
  'lower-threshold': 'LowerThreshold',
  delta: 'Delta',
  periodic: 'Periodic',
  'periodic-clock-aligned': 'PeriodicClockAligned',
};

/**
 * A result that says of each monitor by itself, in the order of the call. It is accepted if every one was; else what the first
 * refused one is. Of each the station's id and word are told.
 */
export function toMonitorResults(payload: object, list: string): CommandResult {
  const items = (payload as JsonObject)[list];
  if (!Array.isArray(items)) return { status: 'failed', response: payload };
  const results = items.filter(isJsonObject);
  const statuses = results.map(({ status }) => toCommandResult({ status }).status);
  const monitors = results.map(({ id, status }) =>
    withoutAbsent({
      id: typeof id === 'number' ? id : undefined,
      status: typeof status === 'string' ? status : 'unknown',
    }),
  );
  const refused = statuses.find((status) => status !== 'accepted');
  return { status: statuses.length === 0 ? 'failed' : (refused ?? 'accepted'), response: { monitors } };
}
