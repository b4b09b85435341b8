import type { AuthorizationStatus, AuthorizationVerdict } from '@chargebus/contracts';
import { withoutAbsent } from '../json';
import type { ResponseOf } from './actions';

type IdTagInfo = ResponseOf<'Authorize'>['idTagInfo'];

/** 1.6 has five words (7.2 AuthorizationStatus); a token that is unknown is Invalid, one that may not charge here is Blocked. */
const SPELLED: Record<AuthorizationStatus, IdTagInfo['status']> = {
  accepted: 'Accepted',
  blocked: 'Blocked',
  expired: 'Expired',
  'concurrent-tx': 'ConcurrentTx',
  invalid: 'Invalid',
  unknown: 'Invalid',
  'not-at-this-location': 'Blocked',
};
const LONGEST_PARENT = 20;

/** A verdict as IdTagInfo. Without one (a token that cannot even be asked for) it is Invalid. */
export function toIdTagInfo(verdict: AuthorizationVerdict | undefined): IdTagInfo {
  if (!verdict) return { status: 'Invalid' };
  const { status, groupId, expiresAt } = verdict;
  return withoutAbsent({
    expiryDate: expiresAt,
    // A group's name that is too long for 1.6 is left out: a cut one might be another group's.
    parentIdTag: groupId !== undefined && groupId.length <= LONGEST_PARENT ? groupId : undefined,
    status: SPELLED[status],
  });
}

const LONGEST_TOKEN = 255;

/** The token of an idTag, as far as the contracts hold it; undefined for the empty one. */
export function toToken(idTag: string | undefined): string | undefined {
  return idTag === undefined || idTag === '' ? undefined : idTag.slice(0, LONGEST_TOKEN);
}
