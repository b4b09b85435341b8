import type { AuthorizationStatus, AuthorizationVerdict, TokenType } from '@chargebus/contracts';
import { withoutAbsent } from '../json';
import type { RequestOf, ResponseOf } from './actions';

type IdToken = Partial<RequestOf<'Authorize'>['idToken']>;
type WireType = RequestOf<'Authorize'>['idToken']['type'];
type IdTokenInfo = ResponseOf<'Authorize'>['idTokenInfo'];

/** OCPP 2.0.1 IdTokenEnumType; 2.1 made it an open list, whose other words are `other`. */
const TYPES: Record<WireType, TokenType> = {
  Central: 'central',
  eMAID: 'emaid',
  ISO14443: 'rfid',
  ISO15693: 'iso15693',
  KeyCode: 'key-code',
  Local: 'local',
  MacAddress: 'mac-address',
  NoAuthorization: 'no-authorization',
};
/** The way back: what stations have no word for was issued here. */
const SPELLED_TYPES: Record<TokenType, WireType> = {
  central: 'Central',
  emaid: 'eMAID',
  rfid: 'ISO14443',
  iso15693: 'ISO15693',
  'key-code': 'KeyCode',
  local: 'Local',
  'mac-address': 'MacAddress',
  'no-authorization': 'NoAuthorization',
  app: 'Central',
  other: 'Central',
};
const SPELLED: Record<AuthorizationStatus, IdTokenInfo['status']> = {
  accepted: 'Accepted',
  blocked: 'Blocked',
  expired: 'Expired',
  'concurrent-tx': 'ConcurrentTx',
  invalid: 'Invalid',
  unknown: 'Unknown',
  'not-at-this-location': 'NotAtThisLocation',
};
const LONGEST_TOKEN = 255;
const LONGEST_GROUP = 36;
/** The uid of a start button, which shows no token (C02): whether it may charge is asked for under this name. */
export const NO_AUTHORIZATION_UID = 'NoAuthorization';

export interface ShownToken {
  token: string;
  tokenType: TokenType;
}

/** What the driver showed, as far as the contracts hold it; undefined for nothing, and for a token without a text. */
export function toShownToken(idToken: IdToken | undefined): ShownToken | undefined {
  if (idToken === undefined) return undefined;
  const tokenType = idToken.type === undefined ? 'rfid' : (TYPES[idToken.type] ?? 'other');
  const token = String(idToken.idToken ?? '').slice(0, LONGEST_TOKEN);
  if (token !== '') return { token, tokenType };
  return tokenType === 'no-authorization' ? { token: NO_AUTHORIZATION_UID, tokenType } : undefined;
}

/** A token of ours as a station is told it. */
export function toIdToken({ token, tokenType }: ShownToken): RequestOf<'RequestStartTransaction'>['idToken'] {
  return { idToken: token, type: SPELLED_TYPES[tokenType] };
}

/** A verdict as IdTokenInfo. Without one (a token that cannot even be asked for) it is Invalid. */
export function toIdTokenInfo(verdict: AuthorizationVerdict | undefined): IdTokenInfo {
  if (!verdict) return { status: 'Invalid' };
  const { status, groupId, expiresAt } = verdict;
  return withoutAbsent({ status: SPELLED[status], cacheExpiryDateTime: expiresAt, groupIdToken: toGroup(groupId) });
}

/** A group's name that is too long is left out: a cut one might be another group's. Groups are made here: Central. */
function toGroup(groupId: string | undefined): IdTokenInfo['groupIdToken'] {
  if (groupId === undefined || groupId.length > LONGEST_GROUP) return undefined;
  return { idToken: groupId, type: 'Central' };
}
