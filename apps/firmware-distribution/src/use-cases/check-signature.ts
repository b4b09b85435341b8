import { constants, type KeyObject, X509Certificate, type Verify } from 'node:crypto';
import type { ImageDetails } from '../domain/image';

const LEAST_RSA_BITS = 2048;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

type Fault = { path: 'signature' | 'signingCertificate'; message: string };

/**
 * What is wrong with an image's signature, as a station would find it (OCPP 2.0.1 L01.FR.11, L01.FR.12): over the SHA-256 hash of
 * the content, RSA-PSS or ECDSA, by the key of the signing certificate. An image has both or none.
 * @param verifier - has been fed the content; good for one check
 */
export function findSignatureFaults(
  { signature, signingCertificate }: Pick<ImageDetails, 'signature' | 'signingCertificate'>,
  verifier: Verify,
  nowMs: number,
): Fault[] {
  if (signature === null && signingCertificate === null) return [];
  if (signature === null) return [{ path: 'signature', message: 'is required with a signing certificate' }];
  if (signingCertificate === null) return [{ path: 'signingCertificate', message: 'is required with a signature' }];
  const certificate = findCertificate(signingCertificate);
  if (certificate === undefined) return [{ path: 'signingCertificate', message: 'must be a certificate in PEM' }];
  const faults = faultsOf(certificate, nowMs);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) faults.push({ path: 'signature', message: 'must be base64' });
  if (faults.length > 0) return faults;
  const fits = isSignatureOf(certificate.publicKey, verifier, signature);
  return fits ? [] : [{ path: 'signature', message: 'is not one of this file by this certificate' }];
}

function findCertificate(pem: string): X509Certificate | undefined {
  try {
    return pem.includes('-----BEGIN CERTIFICATE-----') ? new X509Certificate(pem) : undefined;
  } catch {
    return undefined;
  }
}

function faultsOf({ validFrom, validTo, publicKey }: X509Certificate, nowMs: number): Fault[] {
  const path = 'signingCertificate';
  const faults: Fault[] = [];
  if (Date.parse(validTo) < nowMs) faults.push({ path, message: `ran out at ${validTo}` });
  if (Date.parse(validFrom) > nowMs) faults.push({ path, message: `is not valid before ${validFrom}` });
  const { modulusLength = 0, namedCurve = '' } = publicKey.asymmetricKeyDetails ?? {};
  const isRsa = publicKey.asymmetricKeyType === 'rsa' || publicKey.asymmetricKeyType === 'rsa-pss';
  const strong = isRsa ? modulusLength >= LEAST_RSA_BITS : CURVES.includes(namedCurve);
  if (!strong) faults.push({ path, message: `must be of an RSA key of ${LEAST_RSA_BITS} bits or an EC key of 256` });
  return faults;
}

function isSignatureOf(key: KeyObject, verifier: Verify, signature: string): boolean {
  const padding =
    key.asymmetricKeyType === 'ec'
      ? {}
      : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  return verifier.verify({ key, ...padding }, signature, 'base64');
}
