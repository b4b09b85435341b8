export interface BasicCredentials {
  username: string;
  /** base64 of the password's raw bytes: a 1.6 AuthorizationKey need not be UTF-8. */
  passwordBase64: string;
}

/**
 * Reads `Authorization: Basic`, split at the first colon, since a password may hold more (OCPP-J security profile 1).
 * @returns undefined where the header is absent or is no Basic header; the registry decides whether one was needed.
 */
export function readBasicCredentials(header: string | undefined): BasicCredentials | undefined {
  const encoded = /^basic\s+([A-Za-z0-9+/=]+)\s*$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const colon = bytes.indexOf(':');
  if (colon === -1) return undefined;
  return {
    username: bytes.subarray(0, colon).toString('utf8'),
    passwordBase64: bytes.subarray(colon + 1).toString('base64'),
  };
}
