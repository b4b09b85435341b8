import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { tenantId } from '@chargebus/contracts';
import { z } from 'zod';
import type { Caller } from './caller';

/** A bearer token and whom it stands for. */
export interface ApiToken {
  readonly token: string;
  readonly caller: Caller;
}

/** The tenant that exists from the first start on. */
const DEFAULT_TENANT = 'default';

/** Reads API_TOKENS, `token:tenant:name` separated by commas. Its faults never quote a token. */
export function parseApiTokens(text: string, context: z.RefinementCtx): ApiToken[] {
  const tokens: ApiToken[] = [];
  const entries = text.split(',').filter((entry) => entry.trim() !== '');
  for (const [index, entry] of entries.entries()) {
    const [token = '', tenant = '', name = '', ...rest] = entry.trim().split(':');
    if (token === '' || name === '' || rest.length > 0 || !tenantId.safeParse(tenant).success) {
      context.addIssue({ code: 'custom', message: `entry ${index + 1} must be token:tenant:name` });
    } else if (tokens.some((other) => other.token === token)) {
      context.addIssue({ code: 'custom', message: `entry ${index + 1} has a token that stands there before` });
    } else {
      tokens.push({ token, caller: { tenantId: tenant, actor: { type: 'user', id: name } } });
    }
  }
  return tokens;
}

/** ADMIN_TOKEN's holder. */
export function adminToken(token: string): ApiToken {
  return { token, caller: { tenantId: DEFAULT_TENANT, actor: { type: 'user', id: 'admin' } } };
}

/** A new token: 192 random bits, safe in headers, URLs and shells. */
export function generateToken(): string {
  return randomBytes(24).toString('base64url');
}

/** The tokens this process accepts. */
export class TokenList {
  private readonly entries: readonly { digest: Buffer; caller: Caller }[];

  constructor(tokens: readonly ApiToken[]) {
    this.entries = tokens.map(({ token, caller }) => ({ digest: digestOf(token), caller }));
  }

  /**
   * Whose token this is. Digests of equal length are compared, each in constant time and always all of them, so that the
   * time taken tells nothing about a token.
   */
  find(token: string): Caller | undefined {
    const digest = digestOf(token);
    let found: Caller | undefined;
    for (const entry of this.entries) {
      if (timingSafeEqual(entry.digest, digest)) found = entry.caller;
    }
    return found;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
