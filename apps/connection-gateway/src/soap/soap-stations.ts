import { STATION_HEARD_SUBJECT, stationHeard } from '@chargebus/contracts';
import { soapDialects } from '@chargebus/ocpp-dialects';
import { LeasedClaims, type StationLinks } from '@chargebus/messaging';
import type { AdmittedStation, ConnectionParts } from '../link/connection-parts';
import { CallbackGuard } from './callback-guard';
import type { SoapService } from './soap-services';
import { SoapStation, type SoapStationParts } from './soap-station';

/** How long an admission holds before the registry is asked again; a command `disconnect` ends it at once. */
const ADMITTED_MS = 60_000;

interface Known {
  station: SoapStation;
  /** What it was admitted with. */
  proof: string;
  admittedAt: number;
}

/** A station that changes its version is another one here; it has one link all the same. */
export function stationKey(tenantId: string, stationId: string, version: string): string {
  return JSON.stringify([tenantId, stationId, version]);
}

/** The stations that post to this gateway, by identity and version, as long as they are heard. */
export class SoapStations {
  private readonly known = new Map<string, Known>();
  private readonly ending = new Set<Promise<void>>();
  private readonly claims: LeasedClaims;
  private readonly parts: SoapStationParts;
  private readonly hearing: { unsubscribe(): void };

  constructor(
    private readonly connection: ConnectionParts,
    links: StationLinks,
    o: { leaseMs: number; callbackRanges: readonly string[]; maxBytes: number },
  ) {
    const { messaging, gatewayId } = connection;
    this.claims = new LeasedClaims({ messaging, gatewayId, leaseMs: o.leaseMs });
    this.claims.onLost((tenantId, stationId) => {
      for (const station of this.of(tenantId, stationId)) this.forget(station);
    });
    this.hearing = messaging.nc.subscribe(STATION_HEARD_SUBJECT, {
      callback: (error, message) => {
        const heard = error ? undefined : stationHeard.safeParse(message.json());
        if (!heard?.success) return;
        for (const station of this.of(heard.data.tenantId, heard.data.stationId)) station.heardElsewhere(heard.data);
      },
    });
    this.parts = {
      connection,
      links,
      claims: this.claims,
      guard: new CallbackGuard(o.callbackRanges),
      maxBytes: o.maxBytes,
      forget: (station) => this.forget(station),
    };
  }

  /** The station, if it was admitted with this proof not long ago. */
  find(key: string, proof: string): SoapStation | undefined {
    const known = this.known.get(key);
    if (!known || known.proof !== proof) return undefined;
    return this.now() - known.admittedAt < ADMITTED_MS ? known.station : undefined;
  }

  /** It was admitted, for the first time or again: the same station goes on, with its link. */
  admitted(key: string, proof: string, admitted: AdmittedStation, service: SoapService): SoapStation {
    const before = this.known.get(key)?.station;
    before?.readmitted(admitted);
    const station = before ?? new SoapStation(admitted, service, this.parts);
    this.known.set(key, { station, proof, admittedAt: this.now() });
    return station;
  }

  /** Ends the links of stations that are silent. Called a few times a second. */
  sweep(): void {
    const now = this.now();
    for (const { station } of this.known.values()) {
      if (station.isSilent(now)) this.forget(station, 'no message within 2.5 heartbeat intervals');
    }
  }

  /** Ends all links; resolves when all that was posted is handled. */
  async stop(): Promise<void> {
    if (!this.connection.messaging.nc.isClosed()) this.hearing.unsubscribe();
    for (const { station } of this.known.values()) this.forget(station, 'the gateway restarts');
    await Promise.all(this.ending);
    this.claims.stop();
  }

  private of(tenantId: string, stationId: string): SoapStation[] {
    return soapDialects.flatMap(({ version }) => {
      const known = this.known.get(stationKey(tenantId, stationId, version));
      return known ? [known.station] : [];
    });
  }

  private forget(station: SoapStation, reason = 'the station is to be admitted anew'): void {
    for (const [key, known] of this.known) if (known.station === station) this.known.delete(key);
    const ended = station
      .end(reason)
      .catch((error: unknown) => {
        const { tenantId, stationId } = station.state;
        this.connection.logger.warn({ error, tenantId, stationId }, 'the end of a link was not logged');
      })
      .finally(() => this.ending.delete(ended));
    this.ending.add(ended);
  }

  private now(): number {
    return this.connection.now().getTime();
  }
}
