import type { asks, AskReply, AskRequest } from '@chargebus/contracts';
import { toSmartCharging } from '../../domain/configuration/capabilities';
import type { RegistryWriter } from '../../store/registry-writer';
import { findDetails } from '../../store/registration/station-details.repository';

/** Tells other services what they need to know of a station before they promise anything. */
export class TellStation {
  /** @param logRead - whether what the log has of a station is projected; waits a moment for it */
  constructor(
    private readonly writer: RegistryWriter,
    private readonly logRead: (tenantId: string, stationId: string) => Promise<boolean>,
  ) {}

  async tell({
    tenantId,
    stationId,
  }: AskRequest<typeof asks.stationState>): Promise<AskReply<typeof asks.stationState>> {
    // What a station said just before is heeded; an epoch or EVSEs that may be stale are not told.
    const current = await this.logRead(tenantId, stationId);
    const details = await this.writer.read(tenantId, (em) => findDetails(em, tenantId, stationId));
    if (details === null) return { ok: false, reason: 'unknown-station' };
    const { station, state, timeZone, evses } = details;
    const connected = state?.connected ?? false;
    return {
      ok: true,
      connected,
      ...(current && connected && state?.linkEpoch && { epoch: state.linkEpoch }),
      ...(state?.ocppVersion && { ocppVersion: state.ocppVersion }),
      ...(state?.bootStatus && { registration: state.bootStatus }),
      locationId: station.locationId,
      timeZone,
      evses: current ? evses.map(({ id }) => id) : [],
      ...(station.capabilities && { smartCharging: toSmartCharging(station.capabilities) }),
    };
  }
}
