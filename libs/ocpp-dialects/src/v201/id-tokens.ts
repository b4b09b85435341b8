import type { AuthorizationStatus, AuthorizationVerdict, TokenType } from '@chargebus/contracts';
import { withoutAbsent } from '../json';
import type { RequestOf, ResponseOf } from './actions';

type IdToken = Partial<RequestOf<'Authorize'>['idToken']>;
type WireType = RequestOf<'Authorize'>['idToken']['type'];
type IdTokenInfo = ResponseOf<'Authorize'>['idTokenInfo'];

/** How a version of 2.x spells tokens: 2.1 has more types, and longer texts. */
export interface TokenWords {
  types: Readonly<Record<TokenType, string>>;
  longestGroup: number;
}

/** What 2.0.1 has no word for was issued here. */
export const words201: TokenWords = {
  types: {
    central: 'Central',
    emaid: 'eMAID',
    rfid: 'ISO14443',
    iso15693: 'ISO15693',
    'key-code': 'KeyCode',
    local: 'Local',
    'mac-address': 'MacAddress',
    'no-authorization': 'NoAuthorization',
    app: 'Central',
    'direct-payment': 'Central',
    evccid: 'Central',
    vin: 'Central',
    other: 'Central',
  },
  longestGroup: 36,
};

/** IdTokenEnumType in lower case, with the words that 2.1 has made of it; any other word is `other`. */
const TYPES: Readonly<Record<string, TokenType>> = {
  central: 'central',
  directpayment: 'direct-payment',
  emaid: 'emaid',
  evccid: 'evccid',
  iso14443: 'rfid',
  iso15693: 'iso15693',
  keycode: 'key-code',
  local: 'local',
  macaddress: 'mac-address',
  noauthorization: 'no-authorization',
  vin: 'vin',
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
/** The uid of a start button, which shows no token (C02): whether it may charge is asked for under this name. */
export const NO_AUTHORIZATION_UID = 'NoAuthorization';

export interface ShownToken {
  token: string;
  tokenType: TokenType;
}

/** What the driver showed, as far as the contracts hold it; undefined for nothing, and for a token without a text. */
export function toShownToken(idToken: IdToken | undefined): ShownToken | undefined {
  if (idToken === undefined) return undefined;
  const tokenType = toTokenType(idToken.type);
  const token = String(idToken.idToken ?? '').slice(0, LONGEST_TOKEN);
  if (token !== '') return { token, tokenType };
  return tokenType === 'no-authorization' ? { token: NO_AUTHORIZATION_UID, tokenType } : undefined;
}

function toTokenType(type: unknown): TokenType {
  if (type === undefined) return 'rfid';
  const word = String(type).trim().toLowerCase();
  return Object.hasOwn(TYPES, word) ? (TYPES[word] as TokenType) : 'other';
}

/** A token of ours as a station is told it. */
export function toIdToken(
  { token, tokenType }: ShownToken,
  words: TokenWords,
): RequestOf<'RequestStartTransaction'>['idToken'] {
  return { idToken: token, type: words.types[tokenType] as WireType };
}

/** A verdict as IdTokenInfo. Without one (a token that cannot even be asked for) it is Invalid. */
export function toIdTokenInfo(verdict: AuthorizationVerdict | undefined, words: TokenWords): IdTokenInfo {
  if (!verdict) return { status: 'Invalid' };
  const { status, groupId, expiresAt } = verdict;
  const group = toGroup(groupId, words);
  return withoutAbsent({ status: SPELLED[status], cacheExpiryDateTime: expiresAt, groupIdToken: group });
}

/** A group's name that is too long is left out: a cut one might be another group's. Groups are made here: Central. */
function toGroup(groupId: string | undefined, { longestGroup }: TokenWords): IdTokenInfo['groupIdToken'] {
  if (groupId === undefined || groupId.length > longestGroup) return undefined;
  return { idToken: groupId, type: 'Central' };
}
