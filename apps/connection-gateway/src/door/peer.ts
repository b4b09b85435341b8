import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import {
  describeCertificate,
  findCertificateFault,
  readForwardedCertificate,
  type ClientCertificate,
} from './client-certificate';
import { plainAddress, type TrustedProxies } from './trusted-proxies';

/** Who is at the other end of an upgrade, and over what. */
export interface Peer {
  address: string;
  tls: boolean;
  /** Of a client certificate that was verified; absent without one. */
  certificate?: ClientCertificate;
  /** Why the certificate it showed does not count: it is refused then. */
  fault?: string;
}

export interface PeerSettings {
  proxies: TrustedProxies;
  /** The header in which trusted proxies forward the client certificate; unset: none is taken. */
  certificateHeader: string | undefined;
  /** The authorities of client certificates, as they are now. */
  authorities(): readonly X509Certificate[];
  now(): Date;
}

/**
 * Reads who a station is from its socket or, behind a trusted proxy, from what the proxy says. Headers of anybody else count
 * for nothing.
 */
export function readPeer(request: IncomingMessage, settings: PeerSettings): Peer {
  const direct = plainAddress(request.socket.remoteAddress);
  if (!settings.proxies.has(direct)) return { address: direct, ...readTls(request) };
  const address = settings.proxies.stationAddress(direct, header(request, 'x-forwarded-for'));
  const scheme = header(request, 'x-forwarded-proto')?.split(',')[0]?.trim().toLowerCase();
  const tls = scheme === 'https' || scheme === 'wss';
  const { certificateHeader } = settings;
  // Without TLS before the proxy there was nobody who could have shown a certificate.
  if (!tls || certificateHeader === undefined) return { address, tls };
  const forwarded = readForwardedCertificate(header(request, certificateHeader));
  if (forwarded === undefined) return { address, tls };
  if (forwarded === 'unreadable') return { address, tls, fault: 'the forwarded client certificate is not readable' };
  const fault = findCertificateFault(forwarded, settings.authorities(), settings.now());
  return fault === undefined ? { address, tls, certificate: describeCertificate(forwarded) } : { address, tls, fault };
}

/** What our own TLS has verified; a certificate that failed never comes this far. */
function readTls({ socket }: IncomingMessage): Pick<Peer, 'tls' | 'certificate'> {
  if (!(socket instanceof TLSSocket)) return { tls: false };
  const certificate = socket.authorized ? socket.getPeerX509Certificate() : undefined;
  return certificate ? { tls: true, certificate: describeCertificate(certificate) } : { tls: true };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name.toLowerCase()];
  return Array.isArray(value) ? value.join(', ') : value;
}
