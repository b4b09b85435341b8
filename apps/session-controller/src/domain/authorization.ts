import type { AuthorizationStatus, TokenType } from '@chargebus/contracts';
import { isAllowedAt, tokenKey, type Token } from './token';

export interface AuthorizationQuestion {
  token: string;
  /** As the station says, where it does (2.x). */
  tokenType?: TokenType | undefined;
  /** Where it is shown; needed for a token that may not charge everywhere. */
  station?: { id: string; groups: readonly string[] } | undefined;
  purpose: 'authorize' | 'start' | 'stop';
  now: string;
  /** The registered token, if there is one. */
  known: Token | undefined;
  /** For `start`: whether another open session uses this token (never the one this very start opened). */
  otherSessionOpen?: boolean;
  /** For `stop`: who started what runs at the station now. */
  running?: { token: string | null; tokenGroupId: string | null }[];
}

export interface Authorization {
  status: AuthorizationStatus;
  groupId?: string;
  expiresAt?: string;
  registeredType?: TokenType;
  /** Of a start: the session that was asked for and that it begins. */
  sessionId?: string;
}

/** Whether a token may do what it is shown for. Total: a refusal is an answer. */
export function decideAuthorization(question: AuthorizationQuestion): Authorization {
  const { known } = question;
  const attributes = {
    ...(known?.groupId ? { groupId: known.groupId } : {}),
    ...(known?.expiresAt ? { expiresAt: known.expiresAt } : {}),
    ...(known !== undefined && question.tokenType !== undefined && question.tokenType !== known.type
      ? { registeredType: known.type }
      : {}),
  };
  return { status: decideStatus(question), ...attributes };
}

function decideStatus(question: AuthorizationQuestion): AuthorizationStatus {
  const { known, purpose } = question;
  const running = question.running ?? [];
  // Who started a session may always end it, whatever has become of the token since.
  if (
    purpose === 'stop' &&
    running.some(({ token }) => token !== null && tokenKey(token) === tokenKey(question.token))
  ) {
    return 'accepted';
  }
  // OCPP 2.0.1 C02: a start button shows no token. A station that has one is set up so; who minds registers it, blocked.
  if (known === undefined) return question.tokenType === 'no-authorization' ? 'accepted' : 'unknown';
  if (known.status !== 'accepted') return known.status;
  if (known.expiresAt !== null && known.expiresAt <= question.now) return 'expired';
  if (purpose !== 'stop' && question.station !== undefined && !isAllowedAt(known, question.station))
    return 'not-at-this-location';
  if (purpose === 'start' && known.singleSession && question.otherSessionOpen === true) return 'concurrent-tx';
  if (purpose === 'stop' && running.length > 0) {
    // OCPP 1.6 4.2: another token stops a transaction only if both have the same parent.
    const sameGroup = running.some(({ tokenGroupId }) => tokenGroupId !== null && isOfGroup(known, tokenGroupId));
    return sameGroup ? 'accepted' : 'invalid';
  }
  return 'accepted';
}

/** Of the group, or the parent itself: the token that the group is named after. */
const isOfGroup = (token: Token, groupId: string): boolean =>
  token.groupId === groupId || tokenKey(token.uid) === tokenKey(groupId);
