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
  /** Where it may charge: at these stations, and at stations of these groups. Both null: everywhere. */
  allowedStations: string[] | null;
  allowedGroups: string[] | null;
  createdAt: string;
  updatedAt: string;
}

/** How uids are compared: case does not count, leading zeros and everything else do (OCPP 1.6 IdToken, 2.0.1 idToken). */
export const tokenKey = (uid: string): string => uid.toLowerCase();

/** Whether the token is registered for some stations only. */
export const isRestricted = (token: Pick<Token, 'allowedStations' | 'allowedGroups'>): boolean =>
  token.allowedStations !== null || token.allowedGroups !== null;

/** Whether it may charge at a station that is in `groups`. */
export const isAllowedAt = (token: Token, station: { id: string; groups: readonly string[] }): boolean =>
  !isRestricted(token) ||
  token.allowedStations?.includes(station.id) === true ||
  token.allowedGroups?.some((group) => station.groups.includes(group)) === true;
