import { z } from 'zod';

/**
 * The words every other contract is made of. They are neutral of any OCPP version: station, evse, connector, token,
 * session, sample. Energy is integer Wh, times are UTC with milliseconds, money is decimal strings.
 */

/** A tenant's id: the party that operates stations. In NATS subjects it goes through `subjectToken`. */
export const tenantId = z.string().min(1).max(36);
/** A station's identity as it stands, once percent-decoded, in its URL. May hold spaces, dots, `*`. Case-sensitive. */
export const stationId = z.string().min(1).max(48);
/** UTC with milliseconds, as `Date.toISOString()` writes it. */
export const instant = z.iso.datetime({ offset: false });
/** An exact decimal number in a string, e.g. `"12.30"`. */
export const decimal = z.string().regex(/^-?\d+(\.\d+)?$/, 'a decimal number in a string, e.g. "0.35"');
/** ISO 4217 alphabetic code. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code, e.g. "EUR"');
/** A token's uid: unique per tenant, compared case-insensitively, leading zeros kept. */
export const tokenUid = z.string().min(1).max(255);

/** Where an event stands in STATION: record `seq` of the log `epoch`, the `index`th event in it. */
export const logPosition = z.object({ epoch: z.string(), seq: z.int().positive(), index: z.int().nonnegative() });
export type LogPosition = z.infer<typeof logPosition>;

export const ocppVersion = z.enum(['1.5', '1.6', '2.0.1', '2.1']);
export type OcppVersion = z.infer<typeof ocppVersion>;
export const transport = z.enum(['ws', 'soap']);
export type Transport = z.infer<typeof transport>;

/** Where on a station: evse 0 is the station itself; connector 0 or absent is the whole EVSE. 1.x connector n is evse n, connector 1. */
export const evseRef = z.object({ evse: z.int().nonnegative(), connector: z.int().nonnegative().optional() });
export type EvseRef = z.infer<typeof evseRef>;

/**
 * Where connectors of a 1.x station are, by connector number, where that is not EVSE n, connector 1: two connectors of a 1.6
 * station are often one EVSE with two connectors. A connector it does not name keeps EVSE n, connector 1.
 */
export const evseMap = z.record(
  z.string().regex(/^[1-9]\d{0,3}$/, 'must be the number of a 1.x connector, from 1'),
  z.strictObject({ evse: z.int().min(1).max(9_999), connector: z.int().min(1).max(100) }),
);
export type EvseMap = z.infer<typeof evseMap>;

/** A variable of a component in the device model (2.x). `instance` is the variable's; evseId 0 or absent is the station itself. */
export const variableRef = z.object({
  component: z.string(),
  componentInstance: z.string().optional(),
  evseId: z.int().nonnegative().optional(),
  connectorId: z.int().nonnegative().optional(),
  variable: z.string(),
  instance: z.string().optional(),
});
export type VariableRef = z.infer<typeof variableRef>;

/** Which value of a variable: OCPP 2.x AttributeEnumType in kebab-case. */
export const variableAttribute = z.enum(['actual', 'target', 'min-set', 'max-set']);
export type VariableAttribute = z.infer<typeof variableAttribute>;

/** Connector status of every version (OCPP 2.0.1 ConnectorStatusEnumType, lower case). */
export const connectorStatus = z.enum(['available', 'occupied', 'reserved', 'unavailable', 'faulted']);
export type ConnectorStatus = z.infer<typeof connectorStatus>;

/** What a session's connector is doing (1.x connector status, 2.x chargingState, in one list). */
export const chargingState = z.enum(['preparing', 'charging', 'suspended-ev', 'suspended-evse', 'finishing', 'idle']);
export type ChargingState = z.infer<typeof chargingState>;

/**
 * OCPP 2.0.1 IdTokenEnumType in kebab-case, and what 2.1 adds to its open list; 1.x tokens have no type and are `rfid` by
 * convention. `other` is a word of nobody's list.
 */
export const tokenType = z.enum([
  'rfid',
  'iso15693',
  'emaid',
  'app',
  'key-code',
  'central',
  'local',
  'mac-address',
  'no-authorization',
  'direct-payment',
  'evccid',
  'vin',
  'other',
]);
export type TokenType = z.infer<typeof tokenType>;

/** Why a token may or may not charge. `unknown` becomes `Invalid` in 1.x. */
export const authorizationStatus = z.enum([
  'accepted',
  'blocked',
  'expired',
  'invalid',
  'unknown',
  'concurrent-tx',
  'not-at-this-location',
]);
export type AuthorizationStatus = z.infer<typeof authorizationStatus>;

/** Who decided: the service asked, what the gateway last knew of the token or station, or the tenant's outage policy. */
export const decidedBy = z.enum(['service', 'last-known', 'policy']);
export type DecidedBy = z.infer<typeof decidedBy>;

export const authorizationVerdict = z.object({
  status: authorizationStatus,
  decidedBy,
  groupId: z.string().optional(),
  expiresAt: instant.optional(),
  /** What the token is registered as, where the station called it something else. */
  registeredType: tokenType.optional(),
  /** The session that was asked for and that this start begins: so the log knows it, whatever becomes of its row. */
  sessionId: z.string().optional(),
});
export type AuthorizationVerdict = z.infer<typeof authorizationVerdict>;

export const registrationStatus = z.enum(['accepted', 'pending', 'rejected']);
export type RegistrationStatus = z.infer<typeof registrationStatus>;

/** OCPP 2.x ReasonEnumType, kebab-case; 1.x reasons map onto it (`EVDisconnected` = `ev-disconnected`). */
export const stopReason = z.enum([
  'deauthorized',
  'emergency-stop',
  'energy-limit-reached',
  'energy-transfer-rejected',
  'ev-disconnected',
  'ground-fault',
  'hard-reset',
  'immediate-reset',
  'local',
  'local-out-of-credit',
  'master-pass',
  'other',
  'overcurrent-fault',
  'power-loss',
  'power-quality',
  'reboot',
  'remote',
  'soc-limit-reached',
  'soft-reset',
  'stopped-by-ev',
  'time-limit-reached',
  'timeout',
  'unlock-command',
]);
export type StopReason = z.infer<typeof stopReason>;

/**
 * One sampled value with its unit brought to a base unit: Wh, W, A, V, Hz, varh, var, VAh, VA, K, Celsius, Percent or none.
 * `measurand` keeps OCPP's own name (`Energy.Active.Import.Register`), `phase` too (`L1-N`). A value that is no number
 * (signed data, an empty string) has `value` absent and the station's text in `raw`.
 */
export const sample = z.object({
  at: instant,
  measurand: z.string(),
  value: z.number().optional(),
  unit: z.string().optional(),
  context: z.string().optional(),
  phase: z.string().optional(),
  location: z.string().optional(),
  /** Signed meter value or unreadable text, verbatim. */
  raw: z.string().optional(),
  signed: z.boolean().optional(),
});
export type Sample = z.infer<typeof sample>;

/** Who caused a change: an operator's token, a station, or a service. Every change records it. */
export const actor = z.object({ type: z.enum(['user', 'station', 'service']), id: z.string() });
export type Actor = z.infer<typeof actor>;
