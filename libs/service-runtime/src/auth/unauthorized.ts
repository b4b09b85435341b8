import { Problem } from '../problems/problem';

/** 401 as RFC 6750 wants it. A token that was sent and is wrong is told apart from one that is missing. */
export function unauthorized(detail: string, wrongToken = false): Problem {
  const challenge = 'Bearer realm="chargebus"';
  return new Problem(401, 'Unauthorized', {
    detail,
    headers: { 'www-authenticate': wrongToken ? `${challenge}, error="invalid_token"` : challenge },
  });
}
