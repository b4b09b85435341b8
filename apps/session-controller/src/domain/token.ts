import type { TokenType } from '@chargebus/contracts';

export type TokenStatus = 'accepted' | 'blocked' | 'expired' | 'invalid';

/** What a driver shows. Its uid is unique per tenant, compared by `tokenKey`; its type is an attribute. */
export interface Token {
  id: string;
  tenantId: string;
  uid: string;
  status: TokenStatus;
  type: TokenType;
  groupId: string | null;
  expiresAt: string | null;
  /** One session at a time; off unless set. */
  singleSession: boolean;
  createdAt: string;
  updatedAt: string;
}

/** How uids are compared: case does not count, leading zeros and everything else do (OCPP 1.6 IdToken, 2.0.1 idToken). */
export const tokenKey = (uid: string): string => uid.toLowerCase();
