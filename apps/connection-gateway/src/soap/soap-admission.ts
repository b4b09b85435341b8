import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { soapFault, type SoapFault } from '@chargebus/ocpp-rpc';
import type { AdmissionQueue } from '../door/admission-queue';
import { readBasicCredentials, type BasicCredentials } from '../door/basic-credentials';
import { GUESSES_A_BURST, REFUSALS } from '../door/doorkeeper';
import { readPeer, type Peer, type PeerSettings } from '../door/peer';
import { TokenBuckets, type Rate } from '../door/token-buckets';
import { limitedAddress, TrustedProxies } from '../door/trusted-proxies';
import type { ConnectionParts } from '../link/connection-parts';
import type { VerdictDesk } from '../verdicts/verdicts';
import type { SoapService } from './soap-services';
import type { SoapStation } from './soap-station';
import { stationKey, type SoapStations } from './soap-stations';

export interface SoapAdmissionParts {
  /** `open`: an identity is believed without proof. */
  mode: 'on' | 'open';
  /** Addresses that need no other proof. */
  addresses: readonly string[];
  attempts: Rate;
  peers: PeerSettings;
  queue: AdmissionQueue;
  verdicts: Pick<VerdictDesk, 'admit'>;
  stations: SoapStations;
  connection: Pick<ConnectionParts, 'logger' | 'messaging' | 'now'>;
}

/** Who posts, by the message, and by the path it posted to. */
export interface Claimed {
  tenantId: string;
  stationId: string;
  /** The last part of a secret path: the station's password. */
  secret: string | undefined;
  service: SoapService;
}
export type Admitted = { ok: true; station: SoapStation } | { ok: false; status: number; fault: SoapFault };

const monotonic = (): number => performance.now();
const busy: Admitted = { ok: false, status: 503, fault: soapFault('InternalError', 'try again later') };

/**
 * Whether who posts is the station it claims to be: by HTTP Basic, by the same password as a secret path, by a client
 * certificate, or by its address. SOAP has no handshake, so what was found out holds for a minute.
 */
export class SoapAdmission {
  private readonly addresses: TrustedProxies;
  private readonly attempts: TokenBuckets;

  constructor(private readonly parts: SoapAdmissionParts) {
    this.addresses = new TrustedProxies(parts.addresses);
    this.attempts = new TokenBuckets(parts.attempts);
  }

  async decide(request: IncomingMessage, claimed: Claimed): Promise<Admitted> {
    const { tenantId, stationId, service } = claimed;
    const peer = readPeer(request, this.parts.peers);
    if (peer.fault !== undefined) return this.refuse(claimed, peer, 'bad-certificate', peer.fault);
    const basic = readBasicCredentials(request.headers.authorization) ?? fromPath(claimed);
    if (basic !== undefined && basic.username !== stationId) {
      const reason = 'the credentials are of another station than chargeBoxIdentity';
      return this.refuse(claimed, peer, 'identity-mismatch', reason, soapFault('IdentityMismatch', reason));
    }
    const key = stationKey(tenantId, stationId, service.dialect.version);
    const proof = proofOf(peer, basic);
    const known = this.parts.stations.find(key, proof);
    if (known) return { ok: true, station: known };

    const attempt = `${limitedAddress(peer.address)} ${tenantId}/${stationId}`;
    if (!this.attempts.take(attempt, monotonic())) {
      return { ok: false, status: 429, fault: soapFault('SecurityError', 'too many attempts') };
    }
    const admission = await this.ask(claimed, peer, basic);
    if (admission === 'busy') return busy;
    if (!admission.ok) {
      if (admission.reason === 'unavailable') return busy;
      if (admission.reason === 'bad-credentials') {
        this.attempts.charge(attempt, monotonic(), this.parts.attempts.burst / GUESSES_A_BURST);
      }
      return this.refuse(claimed, peer, admission.reason, REFUSALS[admission.reason].text);
    }
    const own = isAllowed(peer, admission.allowedAddresses);
    if (own === false) {
      const reason = `this station may not post from ${peer.address}`;
      return this.refuse(claimed, peer, 'address-not-allowed', reason);
    }
    if (!own && !this.isProven(peer, admission.securityProfile)) {
      const reason = 'this station has to prove who it is: by a password, a certificate or an allowed address';
      return this.refuse(claimed, peer, 'unproven', reason);
    }
    const admitted = { tenantId, stationId, dialect: service.dialect, admission, remoteAddress: peer.address };
    return { ok: true, station: this.parts.stations.admitted(key, proof, admitted, service) };
  }

  private async ask({ tenantId, stationId }: Claimed, peer: Peer, basic: BasicCredentials | undefined) {
    const { queue, verdicts } = this.parts;
    if ((await queue.enter(monotonic())) === 'busy') return 'busy';
    try {
      const { address: remoteAddress, tls, certificate } = peer;
      return await verdicts.admit({ tenantId, stationId, transport: 'soap', remoteAddress, basic, tls, certificate });
    } finally {
      queue.leave();
    }
  }

  private isProven(peer: Peer, securityProfile: number): boolean {
    return this.parts.mode === 'open' || securityProfile > 0 || this.addresses.has(peer.address);
  }

  /** Operators see it in the station's trace and in the gateway's log; of a station nobody knows, nothing is kept. */
  private refuse(
    { tenantId, stationId }: Claimed,
    peer: Peer,
    code: string,
    reason: string,
    fault = soapFault('SecurityError', reason),
  ): Admitted {
    const status = code === 'bad-credentials' ? 401 : 400;
    if (code !== 'unknown-station') {
      const { logger, messaging, now } = this.parts.connection;
      const who = { tenantId, stationId, remoteAddress: peer.address, tls: peer.tls };
      logger.warn({ event: 'security', reason: code, detail: reason, ...who }, 'a SOAP station was refused');
      const remark = `refused with HTTP ${status}, ${fault.subcode}: ${reason}`;
      const at = now().toISOString();
      messaging.trace({ tenantId, stationId, at, linkId: '', direction: 'out', frame: '', remarks: [remark] });
    }
    return { ok: false, status, fault };
  }
}

/** Undefined where the station has no list of its own. */
function isAllowed({ address }: Peer, allowed: readonly string[] | undefined): boolean | undefined {
  return allowed === undefined ? undefined : new TrustedProxies(allowed).has(address);
}

function fromPath({ stationId, secret }: Claimed): BasicCredentials | undefined {
  if (secret === undefined) return undefined;
  return { username: stationId, passwordBase64: Buffer.from(secret, 'utf8').toString('base64') };
}

/** Everything the admission rests on: with other credentials, or from elsewhere, the registry is asked anew. */
function proofOf({ address, tls, certificate }: Peer, basic: BasicCredentials | undefined): string {
  const all = JSON.stringify([address, tls, certificate, basic]);
  return createHash('sha256').update(all).digest('base64');
}
