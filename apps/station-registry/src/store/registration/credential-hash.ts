import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const PASSWORD_LENGTH = 20;
/** Shorter hex texts are passwords that only look like hex. */
const SHORTEST_HEX_DIGITS = 16;

/** 20 random letters and digits (119 bits): legal as a 1.6 AuthorizationKey and as a 2.x BasicAuthPassword. */
export function generatePassword(): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
}

export interface SaltedHash {
  salt: Buffer;
  hash: Buffer;
}

/**
 * A salted SHA-256 of the secret's bytes; a hex text counts as the bytes it spells. Plain SHA-256 on purpose: keys are random,
 * so there is nothing to guess, and ten thousand stations that reconnect at once must not cost ten thousand slow hashes.
 */
export function hashPassword(password: string | Buffer): SaltedHash {
  const salt = randomBytes(16);
  return { salt, hash: digest(salt, bytesOf(Buffer.from(password))) };
}

/**
 * Whether `presented` is the secret, as raw bytes or as the hex text of them: stations do either with the same key
 * (OCPP 1.6 configures it as hex and sends it decoded). All forms are compared, each in constant time.
 */
export function passwordFits(presented: Buffer, stored: readonly SaltedHash[]): boolean {
  const once = bytesOf(presented);
  const forms = [presented, once, bytesOf(once)];
  let fits = false;
  for (const { salt, hash } of stored) {
    for (const form of forms) fits = timingSafeEqual(digest(salt, form), hash) || fits;
  }
  return fits;
}

function digest(salt: Buffer, secret: Buffer): Buffer {
  return createHash('sha256').update(salt).update(secret).digest();
}

/** The bytes a hex text spells; anything else as it is. */
function bytesOf(secret: Buffer): Buffer {
  if (secret.length < SHORTEST_HEX_DIGITS || secret.length % 2 !== 0) return secret;
  const text = secret.toString('latin1');
  return /^[0-9A-Fa-f]+$/.test(text) ? Buffer.from(text, 'hex') : secret;
}
