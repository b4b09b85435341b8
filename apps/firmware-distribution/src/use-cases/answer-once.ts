import { createHash } from 'node:crypto';
import { isDuplicate } from '@chargebus/database';

/** What was made under an `Idempotency-Key`, and of which request. */
export interface Keyed {
  readonly fingerprint: string | null;
}

export type KeyMisused = { readonly ok: false; readonly reason: 'key-used-otherwise' };

export const fingerprintOf = (request: unknown): string =>
  createHash('sha256').update(JSON.stringify(request)).digest('hex');

/**
 * Makes something once for a key, however often it is asked for, at the same time or later. `make` writes the key with its rows,
 * where it is unique; what is refused is not kept, and may be asked for again.
 */
export async function answerOnce<R extends Keyed, T extends { readonly ok: boolean }>(o: {
  key: string | undefined;
  fingerprint: string;
  find(key: string): Promise<R | null>;
  make(): Promise<T>;
  toAnswer(first: R): T;
}): Promise<T | KeyMisused> {
  const { key } = o;
  if (key === undefined) return o.make();
  const answerOf = (first: R): T | KeyMisused =>
    first.fingerprint === o.fingerprint ? o.toAnswer(first) : { ok: false, reason: 'key-used-otherwise' };
  const first = await o.find(key);
  if (first !== null) return answerOf(first);
  let made: T | undefined;
  let failure: unknown;
  try {
    made = await o.make();
    if (made.ok) return made;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    failure = error;
  }
  // Of two at the same instant one has the key, and may be why the other was refused.
  const other = await o.find(key);
  if (other !== null) return answerOf(other);
  if (made === undefined) throw failure;
  return made;
}
