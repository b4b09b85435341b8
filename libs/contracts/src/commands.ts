import { z } from 'zod';
import { chargingProfile, profilePurpose } from './charging-profile';
import { shownCost } from './shown-cost';
import { registrationStatus, stationId, tenantId, tokenType, tokenUid, variableAttribute, variableRef } from './words';

/** What the platform can tell a station to do, in neutral words: one member a command type. */
const command = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ type: z.literal(type), ...shape });
const evseId = z.int().nonnegative();
/** `actual` where the attribute is not named. */
const attributeOfVariable = variableRef.extend({ attribute: variableAttribute.optional() });

/** A variable of a component of the device model (2.x); without `variable` all of the component. */
const watched = {
  component: z.string().min(1).max(50),
  variable: z.string().min(1).max(50),
  instance: z.string().min(1).max(50).optional(),
  evseId: evseId.optional(),
};
/** Chosen by the caller, so that it can tell the report it asked for from another. */
const requestId = z.int32();
const displayPriority = z.enum(['always-front', 'in-front', 'normal-cycle']);
/** `suspended` and `discharging` came with 2.1. */
const displayState = z.enum(['charging', 'faulted', 'idle', 'unavailable', 'suspended', 'discharging']);
/** 0: danger, 9: debug (OCPP 2.0.1 N, SetMonitoringLevel). */
const severity = z.int().min(0).max(9);

export const stationCommand = z.discriminatedUnion('type', [
  command('start-transaction', {
    evseId: evseId.optional(),
    /** Which connector of the EVSE, for 1.x stations whose EVSE has several; absent: its first. 2.x names the EVSE alone. */
    connectorId: z.int().positive().optional(),
    token: tokenUid,
    tokenType: tokenType.default('central'),
    remoteStartId: z.int().positive(),
    /** Of the transaction that is to start; its purpose is `transaction`, without a `transactionRef`. */
    chargingProfile: chargingProfile.optional(),
  }),
  command('stop-transaction', { transactionRef: z.string() }),
  command('trigger', {
    /** Neutral name of the message wanted from the station. */
    message: z.enum([
      'boot',
      'heartbeat',
      'status',
      'meter-values',
      'firmware-status',
      'diagnostics-status',
      'log-status',
      'sign-certificate',
      'transaction',
    ]),
    evseId: evseId.optional(),
    /** Of `status` where an EVSE has more than one connector; where absent 1, of a 1.x station all that the EVSE has. */
    connectorId: z.int().positive().optional(),
  }),
  command('reset', { when: z.enum(['now', 'idle']), hard: z.boolean().optional(), evseId: evseId.optional() }),
  command('unlock', { evseId: z.int().positive(), connectorId: z.int().positive().optional() }),
  /** An EVSE is all its connectors: a 1.x station is called for each of them. */
  command('set-availability', { operative: z.boolean(), evseId: evseId.optional() }),
  command('clear-cache', {}),
  command('get-configuration', { keys: z.array(z.string().min(1).max(50)).optional() }),
  command('set-configuration', { key: z.string().min(1).max(50), value: z.string().max(2500) }),
  command('get-variables', { variables: z.array(attributeOfVariable).min(1) }),
  command('set-variables', { variables: z.array(attributeOfVariable.extend({ value: z.string().max(1000) })).min(1) }),
  /**
   * Asks for the device model (2.x): the station reports it afterwards, in `NotifyReport`s that name `requestId`. The caller
   * chooses the number, so that it can tell its own report from another.
   */
  command('get-base-report', { report: z.enum(['configuration', 'full', 'summary']), requestId: z.int32() }),
  /** Has the station watch variables, and report each crossing or change as `NotifyEvent`. With an id a monitor is replaced. */
  command('set-monitoring', {
    monitors: z
      .array(
        z.object({
          ...watched,
          kind: z.enum(['upper-threshold', 'lower-threshold', 'delta', 'periodic', 'periodic-clock-aligned']),
          /** Of a threshold its value, of a delta the change, of a period the seconds. */
          value: z.number(),
          severity,
          id: z.int().nonnegative().optional(),
          /** Only while a transaction runs on the EVSE. */
          duringTransaction: z.boolean().optional(),
        }),
      )
      .min(1),
  }),
  command('clear-monitoring', { monitorIds: z.array(z.int().nonnegative()).min(1) }),
  command('set-monitoring-base', { base: z.enum(['all', 'factory-default', 'hard-wired-only']) }),
  /** Events of monitors with a higher number than this are not reported. */
  command('set-monitoring-level', { severity }),
  /** The monitors come in `NotifyMonitoringReport`s that name `requestId`. */
  command('get-monitoring-report', {
    requestId,
    criteria: z
      .array(z.enum(['threshold', 'delta', 'periodic']))
      .min(1)
      .max(3)
      .optional(),
    variables: z
      .array(z.object({ ...watched, variable: watched.variable.optional() }))
      .min(1)
      .optional(),
  }),
  /** The caller chooses the message's id; the same id again replaces it. */
  command('set-display-message', {
    messageId: z.int().nonnegative(),
    text: z.string().min(1).max(1024),
    /** `qr-code` came with 2.1. */
    format: z.enum(['ascii', 'html', 'uri', 'utf8', 'qr-code']).default('utf8'),
    /** RFC 5646. */
    language: z.string().max(8).optional(),
    priority: displayPriority,
    state: displayState.optional(),
    startsAt: z.iso.datetime({ offset: true }).optional(),
    endsAt: z.iso.datetime({ offset: true }).optional(),
    /** Only while this transaction runs. */
    transactionRef: z.string().max(36).optional(),
    /** Whose display; the station's where absent. */
    evseId: evseId.optional(),
  }),
  /** The messages come in `NotifyDisplayMessages` that name `requestId`. */
  command('get-display-messages', {
    requestId,
    messageIds: z.array(z.int().nonnegative()).min(1).optional(),
    priority: displayPriority.optional(),
    state: displayState.optional(),
  }),
  command('clear-display-message', { messageId: z.int().nonnegative() }),
  /**
   * What the station keeps about a customer (GDPR): reported in `NotifyCustomerInformation`s that name `requestId`, erased, or
   * both. The customer is named by a token or by what the operator calls them; 2.x allows no more than one.
   */
  command('customer-information', {
    requestId,
    report: z.boolean(),
    clear: z.boolean(),
    token: tokenUid.optional(),
    tokenType: tokenType.optional(),
    customerId: z.string().min(1).max(64).optional(),
  }),
  /** How the station reaches the platform, into a slot that `OCPPCommCtrlr.NetworkConfigurationPriority` may then name. */
  command('set-network-profile', {
    slot: z.int().nonnegative(),
    url: z.string().min(1).max(2000),
    interface: z.enum(['wired0', 'wired1', 'wired2', 'wired3', 'wireless0', 'wireless1', 'wireless2', 'wireless3']),
    securityProfile: z.int().min(0).max(3),
    messageTimeoutS: z.int().positive().max(3600),
    apn: z
      .object({
        name: z.string().min(1).max(512),
        authentication: z.enum(['chap', 'none', 'pap', 'auto']),
        user: z.string().max(20).optional(),
        password: z.string().max(20).optional(),
      })
      .optional(),
  }),
  /**
   * Has the station fetch an image and install it. With a signature it is a secure update: 1.6 stations of the security extension
   * get SignedUpdateFirmware. Status reports name `requestId`, but those of an unsigned update of 1.6.
   */
  command('update-firmware', {
    requestId,
    location: z.string().min(1).max(512),
    /** Not fetched before; at once where it is past. */
    retrieveAt: z.iso.datetime({ offset: true }),
    /** 2.x and signed 1.6: not installed before. */
    installAt: z.iso.datetime({ offset: true }).optional(),
    /** How often the station tries again by itself. */
    retries: z.int().nonnegative().optional(),
    retryIntervalS: z.int().nonnegative().optional(),
    /** PEM; with `signature` or not at all. */
    signingCertificate: z.string().min(1).max(5500).optional(),
    /** Base64. */
    signature: z.string().min(1).max(800).optional(),
  }),
  /** Has a local controller fetch an image and hand it out to the stations behind it (2.x). */
  command('publish-firmware', {
    requestId,
    location: z.string().min(1).max(512),
    /** MD5 of the whole file, hex (OCPP 2.0.1 L03). */
    md5: z.string().min(1).max(32),
    retries: z.int().nonnegative().optional(),
    retryIntervalS: z.int().nonnegative().optional(),
  }),
  /** Has a local controller hand an image out no more (2.x); the image is named by its MD5. */
  command('unpublish-firmware', { md5: z.string().min(1).max(32) }),
  command('data-transfer', {
    vendorId: z.string().min(1).max(255),
    messageId: z.string().max(50).optional(),
    data: z.unknown().optional(),
  }),
  /** Whether a transaction goes on, and whether reports of it wait at the station (2.x). */
  command('get-transaction-status', { transactionRef: z.string() }),
  command('show-cost', shownCost),
  /** `evseId` 0: the station; for `transaction` the EVSE where it runs. `connectorId`, of a 1.x EVSE with several, else its first. */
  command('set-charging-profile', {
    evseId,
    connectorId: z.int().positive().optional(),
    profile: chargingProfile,
  }),
  /** Clears the one with this id, else all that the other criteria fit; `response.cleared` says whether any was there. */
  command('clear-charging-profile', {
    profileId: z.int32().optional(),
    evseId: evseId.optional(),
    purpose: profilePurpose.optional(),
    stackLevel: z.int().nonnegative().optional(),
  }),
  /** Any CSMS-initiated call of the station's version, checked against its schema. */
  command('ocpp', { action: z.string().min(1), payload: z.record(z.string(), z.unknown()) }),
]);
export type StationCommand = z.infer<typeof stationCommand>;
export type StationCommandType = StationCommand['type'];
export type StationCommandOf<T extends StationCommandType> = Extract<StationCommand, { type: T }>;

/** Told to the link and not to its station: never spelled in a dialect, allowed whatever the station's registration. */
export const linkCommand = command('disconnect', {
  /** Why, for the close frame (1008) and the trace. */
  reason: z.string().min(1).max(120),
});
export type LinkCommand = z.infer<typeof linkCommand>;

export const commandRequest = z.object({
  commandId: z.string(),
  tenantId,
  stationId,
  /** If known: the link's epoch the sender believes in. A link of another epoch neither executes nor answers. */
  expectedEpoch: z.int().positive().optional(),
  /** How long the station may take to answer once the call is sent. */
  timeoutMs: z.int().positive(),
  command: z.discriminatedUnion('type', [...stationCommand.options, linkCommand]),
});
export type CommandRequest = z.infer<typeof commandRequest>;

/** How a command ended at the station. `offline` is added by the sender when no link answers. */
export const commandOutcome = z.object({
  commandId: z.string(),
  status: z.enum([
    'accepted',
    'rejected',
    'failed',
    'unsupported',
    'scheduled',
    'timeout',
    'unknown-outcome',
    'offline',
    'invalid',
  ]),
  /** The station's answer in neutral words where there are any, else its payload. */
  response: z.unknown().optional(),
  /** CALLERROR of the station, or the schema's faults for `invalid`. */
  error: z.object({ code: z.string(), description: z.string(), details: z.unknown().optional() }).optional(),
});
export type CommandOutcome = z.infer<typeof commandOutcome>;

/** Whether repeating the command may do something else: the station never saw it, or may have been busy. */
export function isRetryable(status: CommandOutcome['status']): boolean {
  return status === 'offline' || status === 'timeout' || status === 'unknown-outcome';
}

export const linkClaim = z.object({
  tenantId,
  stationId,
  epoch: z.int().positive(),
  linkId: z.string(),
  gatewayId: z.string(),
});
export type LinkClaim = z.infer<typeof linkClaim>;

/** A station without a socket posted to a gateway that has not its link, or booted: the others learn of it. */
export const stationHeard = z.object({
  tenantId,
  stationId,
  /** Of the gateway that heard it. */
  linkId: z.string(),
  /** Where it says it takes calls. */
  callback: z.string().optional(),
  /** How its boot was answered, if that is what was heard. */
  boot: z.object({ registration: registrationStatus, intervalS: z.int().nonnegative() }).optional(),
});
export type StationHeard = z.infer<typeof stationHeard>;

export const gatewayLease = z.object({ gatewayId: z.string(), ttlMs: z.int().positive() });
export type GatewayLease = z.infer<typeof gatewayLease>;

export const traceEntry = z.object({
  tenantId,
  stationId,
  at: z.string(),
  linkId: z.string(),
  direction: z.enum(['in', 'out']),
  frame: z.string(),
  action: z.string().optional(),
  /** Of an answer: ms since its call, as the gateway saw both. */
  latencyMs: z.int().nonnegative().optional(),
  /** Repairs, tolerances and oddities, by name; those of a call's payload stand at its answer. */
  remarks: z.array(z.string()).optional(),
});
export type TraceEntry = z.infer<typeof traceEntry>;
