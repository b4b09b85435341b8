import { z } from 'zod';
import { defineAsk } from './define-ask';
import { equipment } from './equipment-asks';
import { places } from './place-asks';
import { adHocPrices, costOfSession } from './price-asks';
import { providerAsks } from './provider-asks';
import {
  authorizationStatus,
  evseMap,
  instant,
  ocppVersion,
  registrationStatus,
  stationId,
  tenantId,
  tokenType,
  tokenUid,
  transport,
} from './words';

/** Who a verified client certificate speaks for (security profile 3): the names in its subject. */
const clientCertificate = z.object({
  commonNames: z.array(z.string()),
  organizations: z.array(z.string()),
  /** SHA-256 of the certificate, upper-case hex with colons. */
  fingerprint: z.string(),
});

/** Of a station that shows drivers what charging costs: the currency that it shows, absent where it does not say. */
export const costDisplay = z.object({ currency: z.string().optional() });
export type CostDisplay = z.infer<typeof costDisplay>;

/** Asked before a socket is upgraded. The policy for unknown stations may register one on the spot. */
export const admit = defineAsk('registry', 'admit', {
  request: {
    tenantId,
    stationId,
    transport,
    remoteAddress: z.string().optional(),
    /** Basic credentials as sent; the password as base64 of its raw bytes, since 1.6 keys need not be UTF-8. */
    basic: z.object({ username: z.string(), passwordBase64: z.string() }).optional(),
    /** The transport ends in TLS, at the gateway or at a proxy it trusts. */
    tls: z.boolean().optional(),
    /** Of the client certificate whose chain the gateway, or a proxy it trusts, has verified; absent without one. */
    certificate: clientCertificate.optional(),
  },
  ok: {
    registration: registrationStatus.optional(),
    /** The security profile that this very link has: what its transport and its credentials prove, never below the registered one. */
    securityProfile: z.int().min(0).max(3),
    strict: z.boolean(),
    timeZone: z.string().optional(),
    /** Of a station that offers no subprotocol; absent: the gateway's own setting counts. */
    assumeVersion: ocppVersion.optional(),
    /** What its last boot said it is: oddities are counted by it, also on a gateway where it did not boot. */
    product: z.object({ vendor: z.string().optional(), model: z.string().optional() }).optional(),
    /** Of a 1.x station: which of its connectors are not EVSE n, connector 1. Counts as long as the link does. */
    evseMap: evseMap.optional(),
    /** Of a station that shows costs; absent: nobody need ask for them. */
    costDisplay: costDisplay.optional(),
    /** Of a SOAP station: where calls are posted, as its operator said; absent: where the station says. */
    callbackUrl: z.string().optional(),
    /** Of a SOAP station: the addresses and CIDR ranges it may post from, which is a proof of who it is; absent: any. */
    allowedAddresses: z.array(z.string()).optional(),
  },
  refusals: ['unknown-station', 'bad-credentials', 'disabled', 'insecure-transport', 'bad-certificate'],
});

/** Asked for each BootNotification: may the station work, and how often does it report. */
export const boot = defineAsk('registry', 'boot', {
  request: {
    tenantId,
    stationId,
    ocppVersion,
    transport: transport.optional(),
    vendor: z.string().optional(),
    model: z.string().optional(),
    serialNumber: z.string().optional(),
    firmwareVersion: z.string().optional(),
  },
  ok: {
    status: registrationStatus,
    intervalS: z.int().nonnegative(),
    /** Of a 1.x station, counts from this boot on: its template may have brought one. Null: none; absent: as admitted. */
    evseMap: evseMap.nullable().optional(),
    /** Counts from this boot on. Null: it shows no costs; absent: as admitted. */
    costDisplay: costDisplay.nullable().optional(),
  },
  refusals: ['unknown-station'],
});

/** Asked for Authorize, starts, and stops with a token. `start` also checks other sessions of the token. */
export const authorize = defineAsk('sessions', 'authorize', {
  request: {
    tenantId,
    stationId,
    token: tokenUid,
    tokenType: tokenType.optional(),
    purpose: z.enum(['authorize', 'start', 'stop']),
    evse: z.int().nonnegative().optional(),
    /** Of a start: a repeat of the same start never conflicts with the session it opened. */
    fingerprint: z.string().optional(),
    /** Of a start: when, by the station's clock, and the remote start that it says it answers: null for none, absent in 1.x. */
    startedAt: instant.optional(),
    remoteStartId: z.int().nullable().optional(),
  },
  ok: {
    status: authorizationStatus,
    groupId: z.string().optional(),
    expiresAt: instant.optional(),
    /** What the token is registered as, where the question calls it something else: told, never a reason to refuse. */
    registeredType: tokenType.optional(),
    /** Of a start: the session that was asked for and that it begins. */
    sessionId: z.string().optional(),
  },
  refusals: ['unknown-station'],
});

/** What a remote start needs to know of the station before it promises anything. */
export const stationState = defineAsk('registry', 'station', {
  request: { tenantId, stationId },
  ok: {
    connected: z.boolean(),
    epoch: z.int().positive().optional(),
    ocppVersion: ocppVersion.optional(),
    registration: registrationStatus.optional(),
    locationId: z.string().nullable(),
    timeZone: z.string(),
    evses: z.array(z.int()),
    /** What the station said of its smart charging; absent if it was never asked, null where it does not say. */
    smartCharging: z
      .object({
        supported: z.boolean().nullable(),
        rateUnits: z.array(z.enum(['A', 'W'])).nullable(),
        maxStackLevel: z.int().nonnegative().nullable(),
      })
      .optional(),
  },
  refusals: ['unknown-station'],
});

export const asks = {
  admit,
  boot,
  authorize,
  stationState,
  adHocPrices,
  costOfSession,
  places,
  equipment,
  ...providerAsks,
};
