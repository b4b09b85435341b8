import { X509Certificate } from 'node:crypto';

/** Who a client certificate speaks for. */
export interface ClientCertificate {
  commonNames: string[];
  organizations: string[];
  /** SHA-256, upper-case hex with colons. */
  fingerprint: string;
}

/** The names in a certificate's subject; one of them may stand several times. */
export function describeCertificate(certificate: X509Certificate): ClientCertificate {
  const names = certificate.subject.split('\n');
  const of = (attribute: string): string[] =>
    names
      .filter((name) => name.startsWith(`${attribute}=`))
      .map((name) => unescapeName(name.slice(attribute.length + 1)));
  return { commonNames: of('CN'), organizations: of('O'), fingerprint: certificate.fingerprint256 };
}

/** Node spells subjects by RFC 2253, which puts a backslash before some characters. */
const unescapeName = (text: string): string => text.replace(/\\(["+,;<>\\# =])/g, '$1');

/**
 * Reads a client certificate that a proxy forwards: `Client-Cert` of RFC 9440 (`:base64 DER:`), Envoy's
 * X-Forwarded-Client-Cert (`Cert="..."`), or a PEM, percent-encoded as nginx and others send it, or its bare base64.
 * @returns undefined where there is none, `unreadable` for anything else.
 */
export function readForwardedCertificate(header: string | undefined): X509Certificate | undefined | 'unreadable' {
  if (header === undefined || header.trim() === '') return undefined;
  try {
    const text = /(?:^|[;,])\s*Cert="([^"]+)"/i.exec(header)?.[1] ?? header.trim();
    const plain = text.includes('%') ? decodeURIComponent(text) : text;
    if (plain.includes('-----BEGIN')) return new X509Certificate(plain);
    return new X509Certificate(Buffer.from(plain.replace(/^:|:$/g, ''), 'base64'));
  } catch {
    return 'unreadable';
  }
}

/** Why a forwarded certificate does not count, checked once more here where CAs are known; undefined if it does. */
export function findCertificateFault(
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
  now: Date,
): string | undefined {
  if (Date.parse(certificate.validTo) < now.getTime()) return 'the client certificate has expired';
  if (Date.parse(certificate.validFrom) > now.getTime()) return 'the client certificate is not valid yet';
  if (authorities.length === 0) return undefined;
  const issued = authorities.some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey));
  return issued ? undefined : 'the client certificate is of no known authority';
}
