import { REDACTED, redactSecrets } from '@chargebus/contracts';

/** Looked for in a frame before anything else, so that nearly all frames cost no more than this. */
const SUSPECT =
  /passw|passphrase|secret|authorizationkey|private.{0,2}key|simpin|"vpn"|:\\?\/\\?\/[^\s"/@]{1,255}:[^\s"/@]{0,255}@/i;

/**
 * A frame without credentials and key material, by the rule of `redactSecrets`.
 * @returns undefined where there is nothing to hide, else the frame, written anew
 */
export function redactFrame(frame: string): string | undefined {
  if (!SUSPECT.test(frame)) return undefined;
  try {
    const { value, secrets } = redactSecrets(JSON.parse(frame) as unknown);
    return secrets > 0 ? JSON.stringify(value) : undefined;
  } catch {
    // Broken, or nested without end: nothing can be told apart, so no text stays.
    return frame.replace(/(:\s*)"(?:[^"\\]|\\.)*(?:"|\\?$)/gs, `$1"${REDACTED}"`);
  }
}
