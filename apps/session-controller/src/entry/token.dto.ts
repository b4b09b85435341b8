import { tokenType, tokenUid } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { tokenKey, type Token } from '../domain/token';
import type { TokenOrder } from '../use-cases/register-token';
import { anyInstant } from './any-instant';

const tokenStatus = z.enum(['accepted', 'blocked', 'expired', 'invalid']);

export class TokenPathDto extends createZodDto(
  z.object({ uid: tokenUid.describe('Compared without regard to case; leading zeros count.') }),
) {}

const names = (what: string) => z.array(z.string().min(1).max(255)).max(1_000).nullish().describe(what);
const tokenBody = z.strictObject({
  status: tokenStatus,
  type: tokenType.default('rfid').describe('An attribute: a token shown as another type is flagged, not refused.'),
  groupId: z.string().min(1).max(255).nullish().describe("Tokens of one group may stop each other's sessions."),
  expiresAt: anyInstant.nullish(),
  singleSession: z.boolean().default(false).describe('One session at a time.'),
  allowedStations: names('Stations where it may charge; with `allowedGroups` either will do. Neither: everywhere.'),
  allowedGroups: names('Groups of stations where it may charge.'),
});

export class PutTokenDto extends createZodDto(tokenBody) {}

const MOST_IMPORTED = 5_000;
export class ImportTokensDto extends createZodDto(
  z.strictObject({
    tokens: z
      .array(tokenBody.extend({ uid: tokenUid }))
      .min(1)
      .max(MOST_IMPORTED)
      .superRefine((tokens, context) => {
        const seen = new Map<string, number>();
        tokens.forEach(({ uid }, i) => {
          const first = seen.get(tokenKey(uid));
          if (first === undefined) return seen.set(tokenKey(uid), i);
          return context.addIssue({
            code: 'custom',
            path: [i, 'uid'],
            message: `is the token of entry ${first} again`,
          });
        });
      })
      .describe('All or none of them; each is put as by `PUT /tokens/{uid}`.'),
  }),
) {}

/** A body as it is registered; what is not given gets its default. */
export const toOrder = (uid: string, body: z.output<typeof tokenBody>): TokenOrder => {
  const { status, type, singleSession } = body;
  const { groupId = null, expiresAt = null, allowedStations = null, allowedGroups = null } = body;
  return { uid, status, type, singleSession, groupId, expiresAt, allowedStations, allowedGroups };
};

export class ListTokensDto extends createZodDto(
  z.strictObject({ ...listQuery, status: tokenStatus.optional(), groupId: z.string().optional() }),
) {}

export type TokenView = Omit<Token, 'id' | 'tenantId'>;

export const toTokenView = ({ id: _id, tenantId: _tenantId, ...view }: Token): TokenView => view;
