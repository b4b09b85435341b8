import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

type Keys = webcrypto.CryptoKeyPair;

x509.cryptoProvider.set(webcrypto as never);

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2_048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};
const HOUR_MS = 3_600_000;

/** A certificate with its key, as PEM texts. */
export interface Pair {
  cert: string;
  key: string;
}

/** An authority of the test's own. */
export class Authority {
  private constructor(
    private readonly keys: Keys,
    private readonly certificate: x509.X509Certificate,
  ) {}

  static async make(name = 'Test Authority'): Promise<Authority> {
    const keys = await generate(ECDSA);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      notBefore: new Date(Date.now() - HOUR_MS),
      notAfter: new Date(Date.now() + HOUR_MS),
      signingAlgorithm: ECDSA,
      keys,
      extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
    });
    return new Authority(keys, certificate);
  }

  get pem(): string {
    return this.certificate.toString('pem');
  }

  /** Issues a certificate for `subject`, e.g. `CN=localhost`; `expired` makes one of yesterday. */
  async issue(subject: string, o: { rsa?: boolean; expired?: boolean } = {}): Promise<Pair> {
    const keys = await generate(o.rsa ? RSA : ECDSA);
    const end = Date.now() + (o.expired ? -HOUR_MS : HOUR_MS);
    const certificate = await x509.X509CertificateGenerator.create({
      subject,
      issuer: this.certificate.subject,
      notBefore: new Date(end - 24 * HOUR_MS),
      notAfter: new Date(end),
      signingAlgorithm: ECDSA,
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }])],
    });
    const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
    const body = pkcs8.toString('base64').replace(/(.{64})/g, '$1\n');
    return {
      cert: certificate.toString('pem'),
      key: `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`,
    };
  }
}

/** A directory with these files; gives their paths. */
export function pemFiles<N extends string>(texts: Record<N, string>): Record<N, string> {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-tls-'));
  const paths = Object.entries<string>(texts).map(([name, text]) => {
    const path = join(directory, `${name}.pem`);
    writeFileSync(path, text);
    return [name, path];
  });
  return Object.fromEntries(paths) as Record<N, string>;
}

function generate(algorithm: typeof ECDSA | typeof RSA): Promise<Keys> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<Keys>;
}
