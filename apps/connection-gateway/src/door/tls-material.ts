import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls';

export interface TlsFiles {
  /** PEM chains, each with its key at the same place of `keys`: an ECDSA and an RSA pair are served side by side. */
  certificates: readonly string[];
  keys: readonly string[];
  /** PEM bundles of those who issue client certificates; none: no client certificate is asked for. */
  authorities: readonly string[];
}

export interface TlsSettings {
  files: TlsFiles;
  minVersion: SecureVersion;
  /** OpenSSL's list, those of TLS 1.3 included. */
  ciphers: string;
}

/** What a TLS port needs of its files. */
export interface TlsMaterial {
  context: SecureContextOptions;
  authorities: X509Certificate[];
  /** Changes whenever one of the files does. */
  mark: string;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Reads all files and checks that they fit. @throws Error that names the file, or says that certificate and key differ. */
export function readTlsMaterial({ files, minVersion, ciphers }: TlsSettings): TlsMaterial {
  const mark = markOf(files);
  const context: SecureContextOptions = {
    cert: files.certificates.map((file) => readFileSync(file)),
    key: files.keys.map((file) => readFileSync(file)),
    minVersion,
    ciphers,
    honorCipherOrder: true,
    ...(files.authorities.length > 0 && { ca: files.authorities.map((file) => readFileSync(file)) }),
  };
  createSecureContext(context);
  return { context, authorities: readAuthorities(files.authorities), mark };
}

/** Every certificate of these PEM bundles. @throws Error if one cannot be read */
export function readAuthorities(files: readonly string[]): X509Certificate[] {
  const found = files.flatMap((file) => readFileSync(file, 'utf8').match(PEM_CERTIFICATE) ?? []);
  return found.map((pem) => new X509Certificate(pem));
}

/** Tells by size, time and place whether a file is another one: also of a link that points elsewhere now. */
export function markOf({ certificates, keys, authorities }: TlsFiles): string {
  return [...certificates, ...keys, ...authorities]
    .map((file) => {
      const stat = statSync(file, { throwIfNoEntry: false });
      return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : 'missing';
    })
    .join(' ');
}
