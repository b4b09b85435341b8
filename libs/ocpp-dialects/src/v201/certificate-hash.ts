import { textOf } from '../provided-message';

/** Which certificate is meant, in the words of `providerAsks`: its hashes as the station has them. */
export function toCertificateHash(hash: object): {
  hashAlgorithm: string;
  issuerNameHash: string;
  issuerKeyHash: string;
  serialNumber: string;
} {
  return {
    hashAlgorithm: textOf(hash, 'hashAlgorithm'),
    issuerNameHash: textOf(hash, 'issuerNameHash'),
    issuerKeyHash: textOf(hash, 'issuerKeyHash'),
    serialNumber: textOf(hash, 'serialNumber'),
  };
}
