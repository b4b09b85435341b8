import type { ChargingState, ConnectorStatus, OcppVersion, RegistrationStatus, Transport } from '@chargebus/contracts';

/** The link that last claimed a station. `epoch` counts within `logEpoch`, the identity of the log it was appended to. */
export interface Link {
  logEpoch: string;
  epoch: number;
  id: string;
  gatewayId: string;
  ocppVersion: OcppVersion;
  transport: Transport;
}

/** What the station said of itself at its last boot, and what it was answered. */
export interface Boot {
  at: string;
  status: RegistrationStatus;
  intervalS: number;
  vendor: string | null;
  model: string | null;
  serialNumber: string | null;
  firmwareVersion: string | null;
  iccid: string | null;
  imsi: string | null;
  meterType: string | null;
  meterSerialNumber: string | null;
  bootReason: string | null;
}

/** A connector as reports made it; null is "never reported". The times order reports: an older one never overwrites. */
export interface ConnectorState {
  evse: number;
  connector: number;
  status: ConnectorStatus | null;
  statusAt: string | null;
  /** Since when it has been this status without a break. */
  statusSince: string | null;
  errorCode: string | null;
  /** Since when it has been this error code. */
  errorSince: string | null;
  info: string | null;
  vendorErrorCode: string | null;
  chargingState: ChargingState | null;
  chargingStateAt: string | null;
  /** The transaction whose report told the charging state (2.x); later reports of it may leave out the EVSE. */
  transactionRef: string | null;
}

/** A station as the log tells it. EVSE 0, connector 0 of `connectors` is the station itself. */
export interface StationState {
  tenantId: string;
  stationId: string;
  connected: boolean;
  link: Link | null;
  connectedAt: string | null;
  disconnectedAt: string | null;
  lastSeenAt: string | null;
  boot: Boot | null;
  connectors: ReadonlyMap<string, ConnectorState>;
}

/** The key of a connector in `StationState.connectors`. */
export const connectorKey = (evse: number, connector: number): string => `${evse}/${connector}`;

/** A station nothing is known of. */
export function unheardStation(tenantId: string, stationId: string): StationState {
  return {
    tenantId,
    stationId,
    connected: false,
    link: null,
    connectedAt: null,
    disconnectedAt: null,
    lastSeenAt: null,
    boot: null,
    connectors: new Map(),
  };
}

/** A connector nothing was reported of. */
export function unreportedConnector(evse: number, connector: number): ConnectorState {
  return {
    evse,
    connector,
    status: null,
    statusAt: null,
    statusSince: null,
    errorCode: null,
    errorSince: null,
    info: null,
    vendorErrorCode: null,
    chargingState: null,
    chargingStateAt: null,
    transactionRef: null,
  };
}
