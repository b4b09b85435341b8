import type { Caller, CallerRequest } from './caller';
import type { TokenList } from './token-list';
import { unauthorized } from './unauthorized';

/** The holder of a request's bearer token (RFC 6750). @throws Problem 401 if there is none, or nobody holds it */
export function callerOf({ headers }: Pick<CallerRequest, 'headers'>, tokens: TokenList): Caller {
  const { authorization } = headers;
  if (typeof authorization !== 'string') throw unauthorized('This call needs a bearer token.');
  const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  const caller = token === undefined ? undefined : tokens.find(token);
  if (caller === undefined) throw unauthorized('This bearer token is not known.', true);
  return caller;
}
