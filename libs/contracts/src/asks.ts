import { z } from 'zod';
import {
  authorizationStatus,
  instant,
  ocppVersion,
  registrationStatus,
  stationId,
  tenantId,
  tokenType,
  tokenUid,
  transport,
} from './words';

/** A question to a service: its subject `ask.<service>.<question>`, what it takes, what it answers. */
export interface Ask<Req extends z.ZodType = z.ZodType, Res extends z.ZodType = z.ZodType> {
  readonly subject: string;
  readonly service: string;
  readonly request: Req;
  readonly reply: Res;
}

const defineAsk = <Req extends z.ZodRawShape, Ok extends z.ZodRawShape, const R extends readonly [string, ...string[]]>(
  service: string,
  question: string,
  shape: { request: Req; ok: Ok; refusals: R },
) => ({
  subject: `ask.${service}.${question}`,
  service,
  request: z.object(shape.request),
  reply: z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), ...shape.ok }),
    z.object({ ok: z.literal(false), reason: z.enum(shape.refusals) }),
  ]),
});

/** Asked before a socket is upgraded. The policy for unknown stations may register one on the spot. */
export const admit = defineAsk('registry', 'admit', {
  request: {
    tenantId,
    stationId,
    transport,
    remoteAddress: z.string().optional(),
    /** Basic credentials as sent; the password as base64 of its raw bytes, since 1.6 keys need not be UTF-8. */
    basic: z.object({ username: z.string(), passwordBase64: z.string() }).optional(),
  },
  ok: {
    registration: registrationStatus.optional(),
    securityProfile: z.int().min(0).max(3),
    strict: z.boolean(),
    timeZone: z.string().optional(),
  },
  refusals: ['unknown-station', 'bad-credentials', 'disabled'],
});

/** Asked for each BootNotification: may the station work, and how often does it report. */
export const boot = defineAsk('registry', 'boot', {
  request: {
    tenantId,
    stationId,
    ocppVersion,
    vendor: z.string().optional(),
    model: z.string().optional(),
    serialNumber: z.string().optional(),
    firmwareVersion: z.string().optional(),
  },
  ok: { status: registrationStatus, intervalS: z.int().nonnegative() },
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
  },
  ok: {
    status: authorizationStatus,
    groupId: z.string().optional(),
    expiresAt: instant.optional(),
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
  },
  refusals: ['unknown-station'],
});

export const asks = { admit, boot, authorize, stationState };
export type AskRequest<A extends Ask> = z.infer<A['request']>;
export type AskReply<A extends Ask> = z.infer<A['reply']>;
