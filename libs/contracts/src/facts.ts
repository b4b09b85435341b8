import { z } from 'zod';
import {
  actor,
  authorizationStatus,
  chargingState,
  connectorStatus,
  currency,
  decimal,
  instant,
  logPosition,
  stationId,
  stopReason,
  tenantId,
  tokenType,
} from './words';

/**
 * What services decided, published from their outboxes. `id` is a UUIDv7 where people caused it, derived from (epoch,
 * sequence, index, kind) where a projection did, so that a replay gives the same fact again.
 */
const fact = <K extends string, S extends z.ZodRawShape>(kind: K, data: S) =>
  z.object({
    kind: z.literal(kind),
    id: z.string(),
    tenantId,
    /** Orders the fact: facts of one key keep their order. A station's id, or `<aggregate>:<id>`. */
    key: z.string(),
    at: instant,
    actor,
    data: z.object(data),
  });

export const sessionStatus = z.enum([
  'pending',
  'preparing',
  'charging',
  'suspended-ev',
  'suspended-evse',
  'paused',
  'finishing',
  'ended',
  'failed',
]);
export type SessionStatus = z.infer<typeof sessionStatus>;

export const anomaly = z.object({ kind: z.string(), severity: z.enum(['info', 'affects-amount']) });
export type Anomaly = z.infer<typeof anomaly>;

/** A session as its controller knows it, whole in each session fact: a reader never has to add facts up. */
export const sessionSnapshot = z.object({
  id: z.string(),
  stationId,
  locationId: z.string().nullable(),
  evseId: z.int().nullable(),
  connectorId: z.int().nullable(),
  token: z.string().nullable(),
  tokenType: tokenType.nullable(),
  tokenGroupId: z.string().nullable(),
  status: sessionStatus,
  failReason: z.enum(['no-effect', 'rejected', 'offline', 'token-refused']).nullable(),
  /** The verdict its start was answered with. */
  authorization: authorizationStatus.nullable(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  meterStartWh: z.int().nullable(),
  meterStopWh: z.int().nullable(),
  energyWh: z.int().nonnegative(),
  energyExportWh: z.int().nonnegative(),
  powerW: z.number().nullable(),
  socPercent: z.number().nullable(),
  stopReason: stopReason.nullable(),
  transactionRef: z.string().nullable(),
  reservationId: z.int().nullable(),
  anomalies: z.array(anomaly),
});
export type SessionSnapshot = z.infer<typeof sessionSnapshot>;

/** A point of the session's energy curve: energy imported since its start. */
export const energyPoint = z.object({ at: instant, energyWh: z.int().nonnegative() });
export type EnergyPoint = z.infer<typeof energyPoint>;

/** What a station itself made of the cost (OCPP 2.1 CostDetailsType), verbatim. */
export const stationCost = z.record(z.string(), z.unknown());

/**
 * `cause`: the report that a session fact follows from; it, and all facts of the session after it, count that report. Absent where a
 * person or the clock was the cause. `stationCost`: if that report told one.
 */
const caused = { cause: logPosition.optional(), stationCost: stationCost.optional() };

export const sessionRequested = fact('session.requested', { session: sessionSnapshot });
export const sessionStarted = fact('session.started', { session: sessionSnapshot, ...caused });
/** `points` are the energy points this fact adds to the curve; `asOf` is the corrected time of the report behind it. */
export const sessionUpdated = fact('session.updated', {
  session: sessionSnapshot,
  asOf: instant,
  points: z.array(energyPoint),
  ...caused,
});
export const sessionEnded = fact('session.ended', {
  session: sessionSnapshot,
  points: z.array(energyPoint),
  ...caused,
});
export const sessionFailed = fact('session.failed', { session: sessionSnapshot });
/**
 * A report that changed nothing of a session (or came again), told only where somebody asks what the session costs by it: `asOf` is the
 * report's corrected time. It never counts for a bill.
 */
export const sessionCounted = fact('session.counted', { session: sessionSnapshot, asOf: instant, cause: logPosition });

export const sessionCost = z.object({
  /** Including VAT, in the currency's minor digits, e.g. "12.30". */
  amount: decimal,
  /** Without VAT. */
  net: decimal,
  currency,
  final: z.boolean(),
});
export type SessionCost = z.infer<typeof sessionCost>;
/** `transactionRef` and `endedAt`, of a final cost: what the station calls the session, and when that was over. */
export const sessionPriced = fact('session.priced', {
  sessionId: z.string(),
  stationId,
  cost: sessionCost,
  transactionRef: z.string().optional(),
  endedAt: instant.optional(),
});

export const billStatus = z.enum(['open', 'held', 'final', 'credited']);
export const billChanged = fact('bill.changed', {
  billId: z.string(),
  sessionId: z.string(),
  status: billStatus,
  heldFor: z.string().nullable(),
  total: decimal.nullable(),
  currency: currency.nullable(),
});
/** An invoice, or a credit note, for a month; it never changes. One of `customerId` and `tokenGroupId` says whose it is. */
export const invoiceIssued = fact('invoice.issued', {
  invoiceId: z.string(),
  number: z.int().positive(),
  kind: z.enum(['invoice', 'credit-note']),
  customerId: z.string().nullable(),
  tokenGroupId: z.string().nullable(),
  /** `YYYY-MM`, in the seller's time zone. */
  month: z.string(),
  net: decimal,
  vat: decimal,
  total: decimal,
  currency,
});
export const tariffCreated = fact('tariff.created', {
  tariffId: z.string(),
  version: z.int().positive(),
  name: z.string(),
});
/** Sessions that start from then on do not get it any more; those that run keep their version. */
export const tariffDeleted = fact('tariff.deleted', {
  tariffId: z.string(),
  version: z.int().positive().describe('The newest one.'),
});

export const tokenChanged = fact('token.changed', {
  uid: z.string(),
  status: z.enum(['accepted', 'blocked', 'expired', 'invalid']),
  type: tokenType,
  groupId: z.string().nullable(),
  expiresAt: instant.nullable(),
  deleted: z.boolean(),
});

export const stationChanged = fact('station.changed', {
  stationId,
  locationId: z.string().nullable(),
  timeZone: z.string().nullable(),
  groups: z.array(z.string()),
  tags: z.array(z.string()),
  deleted: z.boolean(),
  disabled: z.boolean(),
});
export const stationPresenceChanged = fact('station.presence-changed', { stationId, connected: z.boolean() });
export const connectorStatusChanged = fact('station.connector-status-changed', {
  stationId,
  evse: z.int(),
  connector: z.int(),
  status: connectorStatus,
  chargingState: chargingState.nullable(),
  errorCode: z.string().nullable(),
});
export const commandEnded = fact('command.ended', {
  commandId: z.string(),
  stationId,
  type: z.string(),
  status: z.string(),
});
export const firmwareImageAdded = fact('firmware.image-added', {
  imageId: z.string(),
  vendor: z.string(),
  model: z.string(),
  version: z.string(),
  sha256: z.string(),
});
/** No new link is made for it. */
export const firmwareImageRetired = fact('firmware.image-retired', { imageId: z.string() });
export const firmwareImageDeleted = fact('firmware.image-deleted', { imageId: z.string() });

const firmwareUpdate = {
  updateId: z.string(),
  stationId,
  imageId: z.string(),
  /** The version that the station reports once it runs the image. */
  version: z.string(),
  rolloutId: z.string().nullable(),
};
/** The station is told; whether it has the command, the next facts say. */
export const firmwareUpdateStarted = fact('firmware.update-started', firmwareUpdate);
/** `status` is a stage: accepted, downloading, downloaded, installing or installed. */
export const firmwareUpdateProgressed = fact('firmware.update-progressed', { ...firmwareUpdate, status: z.string() });
/** It ended, or a boot has put right what was thought of its end. */
export const firmwareUpdateEnded = fact('firmware.update-ended', {
  ...firmwareUpdate,
  status: z.enum(['done', 'done-unverified', 'failed', 'cancelled']),
  reason: z.string().nullable(),
});

/** A local controller is told to hand out an image, gets on with it, or hands it out no more. */
export const firmwarePublicationChanged = fact('firmware.publication-changed', {
  publicationId: z.string(),
  stationId,
  imageId: z.string(),
  version: z.string(),
  md5: z.string(),
  status: z.enum([
    ...(['sending', 'accepted', 'downloading', 'downloaded', 'verified', 'published'] as const),
    ...(['failed', 'unpublished'] as const),
  ]),
  /** Why it failed. */
  reason: z.string().nullable(),
  locations: z.array(z.string()),
});

const rolloutState = {
  rolloutId: z.string(),
  name: z.string(),
  imageId: z.string(),
  status: z.enum(['running', 'paused', 'halted', 'aborted', 'completed']),
  /** Why it is halted. */
  reason: z.string().nullable(),
  /** From 0. */
  wave: z.int().nonnegative(),
  /** Stations by state; `away` of those that wait, `notBack` of those that failed or are unverified. */
  counts: z.record(z.string(), z.int()),
};
export const rolloutStarted = fact('rollout.started', rolloutState);
export const rolloutWaveStarted = fact('rollout.wave-started', rolloutState);
export const rolloutStatusChanged = fact('rollout.status-changed', rolloutState);

export const anyFact = z.discriminatedUnion('kind', [
  sessionRequested,
  sessionStarted,
  sessionUpdated,
  sessionEnded,
  sessionFailed,
  sessionCounted,
  sessionPriced,
  billChanged,
  invoiceIssued,
  tariffCreated,
  tariffDeleted,
  tokenChanged,
  stationChanged,
  stationPresenceChanged,
  connectorStatusChanged,
  commandEnded,
  firmwareImageAdded,
  firmwareImageRetired,
  firmwareImageDeleted,
  firmwareUpdateStarted,
  firmwareUpdateProgressed,
  firmwareUpdateEnded,
  firmwarePublicationChanged,
  rolloutStarted,
  rolloutWaveStarted,
  rolloutStatusChanged,
]);
export type Fact = z.infer<typeof anyFact>;
export type FactKind = Fact['kind'];
export type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;
