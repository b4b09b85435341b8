import { tokenType, tokenUid } from '@chargebus/contracts';
import { listQuery } from '@chargebus/service-runtime';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import type { Token } from '../domain/token';
import { anyInstant } from './any-instant';

const tokenStatus = z.enum(['accepted', 'blocked', 'expired', 'invalid']);

export class TokenPathDto extends createZodDto(
  z.object({ uid: tokenUid.describe('Compared without regard to case; leading zeros count.') }),
) {}

export class PutTokenDto extends createZodDto(
  z.strictObject({
    status: tokenStatus,
    type: tokenType.default('rfid').describe('An attribute: a token shown as another type is flagged, not refused.'),
    groupId: z.string().min(1).max(255).nullish().describe("Tokens of one group may stop each other's sessions."),
    expiresAt: anyInstant.nullish(),
    singleSession: z.boolean().default(false).describe('One session at a time.'),
  }),
) {}

export class ListTokensDto extends createZodDto(
  z.strictObject({ ...listQuery, status: tokenStatus.optional(), groupId: z.string().optional() }),
) {}

export type TokenView = Pick<
  Token,
  'uid' | 'status' | 'type' | 'groupId' | 'expiresAt' | 'singleSession' | 'createdAt' | 'updatedAt'
>;

export const toTokenView = (token: Token): TokenView => {
  const { uid, status, type, groupId, expiresAt, singleSession, createdAt, updatedAt } = token;
  return { uid, status, type, groupId, expiresAt, singleSession, createdAt, updatedAt };
};
