import type { ChargingState, ConnectorStatus } from '@chargebus/contracts';
import { isBefore } from '../instants';
import type { ConnectorState, StationState } from './station-state';

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
  const errorCode = report.errorCode ?? null;
  const sameStatus = known.status === report.status;
  const sameError = known.errorCode === errorCode;
  const next: ConnectorState = {
    ...known,
    status: report.status,
    statusAt: at,
    statusSince: sameStatus ? (known.statusSince ?? at) : at,
    errorCode,
    errorSince: errorCode === null ? null : sameError ? (known.errorSince ?? at) : at,
    info: report.info ?? null,
    vendorErrorCode: report.vendorErrorCode ?? null,
  };
  if (report.status !== 'available' || known.chargingState === null) return next;
  return decideChargingState(next, 'idle', at);
}

/** A charging-state report of corrected time `at`, ordered by its own time as the status is. */
export function decideChargingState(
  known: ConnectorState,
  chargingState: ChargingState,
  at: string,
  transactionRef: string | null = known.transactionRef,
): ConnectorState {
  if (known.chargingStateAt !== null && isBefore(at, known.chargingStateAt)) return known;
  return { ...known, chargingState, chargingStateAt: at, transactionRef };
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

/**
 * Where a charging state belongs. A 2.x station need not name the EVSE in each TransactionEvent (`evse` is optional there), so
 * a report that names only its transaction is about the connector where that was seen.
 * @returns undefined where nobody has said yet where the transaction is
 */
export function findPlaceOf(
  state: StationState,
  report: { evse: number; connector?: number | undefined; transactionRef?: string | undefined },
): { evse: number; connector: number } | undefined {
  const { evse, transactionRef } = report;
  if (evse > 0 || transactionRef === undefined) return placeOf(report);
  return [...state.connectors.values()].find((connector) => connector.transactionRef === transactionRef);
}
