import type { ChargingState, ConnectorStatus } from '@chargebus/contracts';
import { isBefore } from './instants';
import type { ConnectorState } from './station-state';

export interface StatusReport {
  status: ConnectorStatus;
  errorCode?: string | undefined;
  info?: string | undefined;
  vendorErrorCode?: string | undefined;
}

/**
 * A status report of corrected time `at`. An older one (an offline replay) changes nothing; of two with the same time the
 * later in the log wins. An available connector has nothing to charge, so its charging state ends with it.
 */
export function decideStatus(known: ConnectorState, report: StatusReport, at: string): ConnectorState {
  if (known.statusAt !== null && isBefore(at, known.statusAt)) return known;
  const next: ConnectorState = {
    ...known,
    status: report.status,
    statusAt: at,
    errorCode: report.errorCode ?? null,
    info: report.info ?? null,
    vendorErrorCode: report.vendorErrorCode ?? null,
  };
  if (report.status !== 'available' || known.chargingState === null) return next;
  return decideChargingState(next, 'idle', at);
}

/** A charging-state report of corrected time `at`, ordered by its own time as the status is. */
export function decideChargingState(known: ConnectorState, chargingState: ChargingState, at: string): ConnectorState {
  if (known.chargingStateAt !== null && isBefore(at, known.chargingStateAt)) return known;
  return { ...known, chargingState, chargingStateAt: at };
}

/** Whether anything a reader of the connector sees differs. */
export function differs(before: ConnectorState, after: ConnectorState): boolean {
  return (
    before.status !== after.status ||
    before.chargingState !== after.chargingState ||
    before.errorCode !== after.errorCode
  );
}

/** Where a report without a connector number belongs: the station itself, or an EVSE's first connector. */
export function placeOf(report: { evse: number; connector?: number | undefined }): { evse: number; connector: number } {
  if (report.evse === 0) return { evse: 0, connector: 0 };
  return { evse: report.evse, connector: report.connector || 1 };
}
