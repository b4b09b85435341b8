import { z } from 'zod';
import { firmwareStatus, publicationReport } from './firmware-status';
import { variableReport } from './variable-report';
import {
  authorizationVerdict,
  chargingState,
  connectorStatus,
  decidedBy,
  evseRef,
  instant,
  ocppVersion,
  registrationStatus,
  sample,
  stationId,
  stopReason,
  tenantId,
  tokenType,
  tokenUid,
  transport,
} from './words';

/** The link an event came over. `epoch` is the log sequence of the link's `station.connected`; absent on that event itself. */
export const linkRef = z.object({
  id: z.string(),
  gatewayId: z.string(),
  epoch: z.int().positive().optional(),
  ocppVersion,
  transport,
});
export type LinkRef = z.infer<typeof linkRef>;

const header = {
  tenantId,
  stationId,
  link: linkRef,
  /** When the gateway received it. */
  receivedAt: instant,
  /** The station's own time for what happened, as reported (normalised to UTC); absent where the message has none. */
  stationTime: instant.optional(),
  /** Repairs and tolerances applied to the message, by name (`meter-value-as-object`, `time-without-zone`, ...). */
  remarks: z.array(z.string()).optional(),
  /** The station shows costs, and somebody asks what its transaction costs by this report: it is told of even if it changes nothing. */
  asksCost: z.literal(true).optional(),
};

const event = <K extends string, S extends z.ZodRawShape>(kind: K, data: S) =>
  z.object({ kind: z.literal(kind), ...header, data: z.object(data) });

export const stationConnected = event('station.connected', {
  remoteAddress: z.string().optional(),
  /** The station was accepted at its last boot: it may go on without a new one (1.6-J 4.2). */
  registration: registrationStatus.optional(),
  securityProfile: z.int().min(0).max(3),
});

export const stationDisconnected = event('station.disconnected', { code: z.int(), reason: z.string() });

export const stationBooted = event('station.booted', {
  vendor: z.string().optional(),
  model: z.string().optional(),
  serialNumber: z.string().optional(),
  firmwareVersion: z.string().optional(),
  iccid: z.string().optional(),
  imsi: z.string().optional(),
  meterType: z.string().optional(),
  meterSerialNumber: z.string().optional(),
  /** OCPP 2.x BootReasonEnumType verbatim. */
  bootReason: z.string().optional(),
  verdict: z.object({ status: registrationStatus, intervalS: z.int().nonnegative(), decidedBy }),
});

/** Grouped: when stations of one partition and gateway were last heard. The header names the first of them, for the partition. */
export const stationsSeen = z.object({
  kind: z.literal('station.seen'),
  tenantId,
  stationId,
  receivedAt: instant,
  data: z.object({ gatewayId: z.string(), seen: z.array(z.object({ tenantId, stationId, at: instant })) }),
});

export const connectorStatusReported = event('station.connector-status.reported', {
  ...evseRef.shape,
  status: connectorStatus,
  /** 1.x ChargePointErrorCode verbatim, absent for NoError. */
  errorCode: z.string().optional(),
  info: z.string().optional(),
  vendorId: z.string().optional(),
  vendorErrorCode: z.string().optional(),
});

/**
 * What a connector's car does: 1.x tells it with the connector's status, 2.x with the transaction's own reports, named here. With
 * evse 0 the report named its transaction only, and means the connector where that is.
 */
export const chargingStateReported = event('station.charging-state.reported', {
  ...evseRef.shape,
  chargingState,
  transactionRef: z.string().optional(),
});

export const tokenPresented = event('station.token.presented', {
  token: tokenUid,
  tokenType,
  verdict: authorizationVerdict,
});

/**
 * A transaction began. 2.x stations name it in `transactionRef`, and may not know its EVSE yet (evse 0). For 1.x the name is
 * absent and the label is `transactionLabel(sequence of this record)`: the start is a record of its own (messaging rule 3).
 */
export const transactionStarted = event('station.transaction.started', {
  ...evseRef.shape,
  transactionRef: z.string().optional(),
  /**
   * 1.x: tenant, station, connector, token, timestamp, meterStart in one text; the record's `Nats-Msg-Id`. 2.x: tenant,
   * station, the station's own name of the transaction.
   */
  fingerprint: z.string(),
  token: tokenUid.optional(),
  tokenType: tokenType.optional(),
  /** Register at the start; absent if the station did not say (2.x without a sample). */
  meterStartWh: z.int().optional(),
  reservationId: z.int().optional(),
  remoteStartId: z.int().optional(),
  chargingState: chargingState.optional(),
  seqNo: z.int().optional(),
  /** OCPP 2.x TriggerReasonEnumType verbatim: what made the station report. */
  triggerReason: z.string().optional(),
  offline: z.boolean().optional(),
  /**
   * What only OCPP 2.1 tells of a transaction, verbatim by its wire name: `costDetails`, `tariffId`, `transactionLimit`,
   * `operationMode`, `preconditioningStatus`, `evseSleep`.
   */
  details: z.record(z.string(), z.unknown()).optional(),
  samples: z.array(sample),
  verdict: authorizationVerdict,
});

/** 2.x TransactionEvent Updated. */
export const transactionUpdated = event('station.transaction.updated', {
  evse: z.int().nonnegative().optional(),
  connector: z.int().nonnegative().optional(),
  transactionRef: z.string(),
  seqNo: z.int(),
  triggerReason: z.string(),
  offline: z.boolean().optional(),
  token: tokenUid.optional(),
  tokenType: tokenType.optional(),
  reservationId: z.int().optional(),
  remoteStartId: z.int().optional(),
  chargingState: chargingState.optional(),
  /** As of a start. */
  details: z.record(z.string(), z.unknown()).optional(),
  samples: z.array(sample),
  verdict: authorizationVerdict.optional(),
});

/** A transaction ended. In 1.x `transactionRef` is the label the station was given, in decimal, or what it made up (0, -1). */
export const transactionEnded = event('station.transaction.ended', {
  evse: z.int().nonnegative().optional(),
  connector: z.int().nonnegative().optional(),
  transactionRef: z.string(),
  seqNo: z.int().optional(),
  triggerReason: z.string().optional(),
  offline: z.boolean().optional(),
  meterStopWh: z.int().optional(),
  /** 1.x: absent means `local` (1.6 errata). */
  reason: stopReason.optional(),
  /** Token that stopped it, if one was shown. */
  token: tokenUid.optional(),
  tokenType: tokenType.optional(),
  /** As of a start. */
  details: z.record(z.string(), z.unknown()).optional(),
  samples: z.array(sample),
  verdict: authorizationVerdict.optional(),
});

/** MeterValues: `transactionRef` only if the station named one. */
export const samplesReported = event('station.samples.reported', {
  ...evseRef.shape,
  transactionRef: z.string().optional(),
  samples: z.array(sample),
});

/**
 * A part of the device model (2.x), as it was asked for under `requestId`. Parts come in any order, repeated or not at all; the
 * report has parts 0 to that which is `last`.
 */
export const variablesReported = event('station.variables.reported', {
  requestId: z.int(),
  seqNo: z.int(),
  last: z.boolean(),
  variables: z.array(variableReport),
});

/**
 * Something that touches the station's security (1.6 security extension, 2.x A04). `type` verbatim: an open list. `CallbackRefused` is
 * the gateway's own: a SOAP station gave an address that calls must not be sent to.
 */
export const securityEventReported = event('station.security-event.reported', {
  type: z.string(),
  techInfo: z.string().optional(),
});

/**
 * A monitor of the 2.x device model has seen something (N07). The words of OCPP's lists are verbatim; what a lenient reading lets
 * through unnamed is absent.
 */
export const monitoringEventReported = event('station.monitoring-event.reported', {
  /** The station's own number of it. */
  eventId: z.int().optional(),
  component: z.string(),
  componentInstance: z.string().optional(),
  evse: z.int().nonnegative().optional(),
  connector: z.int().nonnegative().optional(),
  variable: z.string(),
  variableInstance: z.string().optional(),
  value: z.string().optional(),
  trigger: z.string().optional(),
  notificationType: z.string().optional(),
  /** What a monitor had seen is over. */
  cleared: z.boolean().optional(),
  /** The `eventId` that this follows from. */
  cause: z.int().optional(),
  monitorId: z.int().optional(),
  /** Of the monitor, 0 (danger) to 9 (debug); only 2.1 tells it. */
  severity: z.int().optional(),
  transactionRef: z.string().optional(),
  techCode: z.string().optional(),
  techInfo: z.string().optional(),
});

/** An update of firmware goes on, or has failed. The message itself travels along, with what its station adds to it. */
export const firmwareStatusReported = event('station.firmware-status.reported', {
  status: firmwareStatus,
  /** Of the update it is about; an unsigned update of 1.6 has none, nor has an idle station. */
  requestId: z.int().optional(),
  action: z.string(),
  payload: z.record(z.string(), z.unknown()),
});

/** A local controller gets on with an image that it is to hand out, or has failed. The message itself travels along. */
export const publicationStatusReported = event('station.publication-status.reported', {
  status: publicationReport,
  /** Of the publication it is about; a controller may leave it out. */
  requestId: z.int().optional(),
  /** Of `published`: where the stations behind the controller may fetch it. */
  locations: z.array(z.string()).optional(),
  action: z.string(),
  payload: z.record(z.string(), z.unknown()),
});

/** What no service decides on travels with its wire payload under its version. */
export const messageReported = event('station.message.reported', {
  action: z.string(),
  payload: z.record(z.string(), z.unknown()),
});

export const stationEvent = z.discriminatedUnion('kind', [
  stationConnected,
  stationDisconnected,
  stationBooted,
  stationsSeen,
  connectorStatusReported,
  chargingStateReported,
  tokenPresented,
  transactionStarted,
  transactionUpdated,
  transactionEnded,
  samplesReported,
  variablesReported,
  securityEventReported,
  monitoringEventReported,
  firmwareStatusReported,
  publicationStatusReported,
  messageReported,
]);
export type StationEvent = z.infer<typeof stationEvent>;
export type StationEventKind = StationEvent['kind'];
export type StationEventOf<K extends StationEventKind> = Extract<StationEvent, { kind: K }>;
/** An event with a link, as a station's message causes it: all but `station.seen`. */
export type LinkEvent = Exclude<StationEvent, { kind: 'station.seen' }>;

/** The 1.x transactionId of the start in record `sequence`: positive, 31 bits, never 0 (OCPP 1.6 5.8; errata 3.18). */
export function transactionLabel(sequence: number): number {
  return 1 + ((sequence - 1) % 0x7fff_ffff);
}
