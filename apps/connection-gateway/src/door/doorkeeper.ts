import type { IncomingMessage } from 'node:http';
import type { Logger } from '@chargebus/service-runtime';
import type { AdmissionReply, Admission, VerdictDesk } from '../verdicts/verdicts';
import { AdmissionQueue, type AdmissionLimits } from './admission-queue';
import { readBasicCredentials } from './basic-credentials';
import { readPeer, type Peer, type PeerSettings } from './peer';
import { jittered, type Refusal } from './refuse-upgrade';
import { parseStationUrl } from './station-url';
import { TokenBuckets, type Rate } from './token-buckets';
import { limitedAddress } from './trusted-proxies';

export interface DoorSettings {
  perAddress: Rate;
  perStation: Rate;
  admissions: AdmissionLimits;
  /** When those that find no room come again, seconds; each is told a time of its own between this and twice this. */
  retryAfterS: number;
}

/** A station that is let in. */
export interface Entered {
  ok: true;
  tenantId: string;
  stationId: string;
  peer: Peer;
  admission: Admission;
}

/** One that is not; `code` names why in metrics and logs. A station that is known is named, for its trace. */
export interface Refused extends Refusal {
  ok: false;
  code: string;
  tenantId?: string;
  stationId?: string;
}

type Reason = Exclude<AdmissionReply, { ok: true }>['reason'];
/** What the registry's refusals are to a station, whatever it speaks. */
export const REFUSALS: Record<Reason, { status: number; text: string }> = {
  'unknown-station': { status: 404, text: 'unknown station' },
  'bad-credentials': { status: 401, text: 'bad credentials' },
  disabled: { status: 403, text: 'station disabled' },
  'insecure-transport': { status: 403, text: 'this station connects by TLS only' },
  'bad-certificate': { status: 403, text: 'this station needs a client certificate of its own' },
  unavailable: { status: 503, text: 'try again later' },
};
/** What an operator must hear of: somebody may be trying to pass for a station (OCPP 2.0.1 A00, "security events"). */
const SECURITY = new Set<string>(['bad-credentials', 'insecure-transport', 'bad-certificate']);
/** A wrong password costs a tenth of what a station may try at once: guessing ends after ten. */
export const GUESSES_A_BURST = 10;

/** Decides about each upgrade before there is any WebSocket: limits first, which cost nothing, then the registry. */
export class Doorkeeper {
  readonly queue: AdmissionQueue;
  private readonly addresses: TokenBuckets;
  private readonly stations: TokenBuckets;

  constructor(
    private readonly settings: DoorSettings,
    private readonly peers: PeerSettings,
    private readonly verdicts: Pick<VerdictDesk, 'admit'>,
    private readonly logger: Logger,
  ) {
    this.queue = new AdmissionQueue(settings.admissions);
    this.addresses = new TokenBuckets(settings.perAddress);
    this.stations = new TokenBuckets(settings.perStation);
  }

  /** @param now - of a clock that only moves forward, ms */
  async decide(request: IncomingMessage, now: () => number): Promise<Entered | Refused> {
    const peer = readPeer(request, this.peers);
    const address = limitedAddress(peer.address);
    if (!this.addresses.take(address, now())) return this.tooMany(this.addresses.secondsUntilNext(address, now()));
    const url = parseStationUrl(request.url ?? '');
    if (!url.ok) return { ...url, code: 'bad-url' };
    const { tenantId, stationId } = url;
    const own = `${address} ${tenantId}/${stationId}`;
    if (!this.stations.take(own, now())) return this.tooMany(this.stations.secondsUntilNext(own, now()));
    if (peer.fault !== undefined) return this.refused('bad-certificate', { tenantId, stationId, peer }, peer.fault);

    if ((await this.queue.enter(now())) === 'busy') return this.comeAgain('busy');
    let admission: AdmissionReply;
    try {
      if (request.socket.destroyed) return { ok: false, code: 'gone', status: 499, reason: 'gone' };
      admission = await this.verdicts.admit({
        tenantId,
        stationId,
        transport: 'ws',
        remoteAddress: peer.address,
        basic: readBasicCredentials(request.headers.authorization),
        tls: peer.tls,
        certificate: peer.certificate,
      });
    } finally {
      this.queue.leave();
    }
    if (admission.ok) return { ok: true, tenantId, stationId, peer, admission };
    if (admission.reason === 'unavailable') return this.comeAgain('unavailable');
    if (admission.reason === 'bad-credentials') {
      this.stations.charge(own, now(), this.settings.perStation.burst / GUESSES_A_BURST);
    }
    return this.refused(admission.reason, { tenantId, stationId, peer });
  }

  /** Try again later, each at a time of its own. */
  comeAgain(code: string): Refused {
    return {
      ok: false,
      code,
      status: 503,
      reason: 'try again later',
      retryAfterS: jittered(this.settings.retryAfterS),
    };
  }

  private tooMany(waitS: number): Refused {
    return { ok: false, code: 'rate-limit', status: 429, reason: 'too many attempts', retryAfterS: jittered(waitS) };
  }

  private refused(
    code: Exclude<Reason, 'unavailable'>,
    { tenantId, stationId, peer }: { tenantId: string; stationId: string; peer: Peer },
    detail?: string,
  ): Refused {
    const { status, text } = REFUSALS[code];
    if (SECURITY.has(code)) {
      const who = { tenantId, stationId, remoteAddress: peer.address, tls: peer.tls };
      this.logger.warn({ event: 'security', reason: code, detail, ...who }, 'a station was refused');
    }
    const known = code === 'unknown-station' ? {} : { tenantId, stationId };
    return { ok: false, code, status, reason: detail ?? text, ...known };
  }
}
